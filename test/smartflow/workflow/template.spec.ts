import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ValidationError } from 'smooth-operator-rx/smartflow';
import { contextOf, lookUp } from '../../../src/smartflow/workflow/context';
import { render, variablesIn } from '../../../src/smartflow/workflow/template';

const context = {
  ...contextOf({ input: 'Hi', category: 'toys', count: 7, list: ['a', 'b'], größe: 'XL' }),
  output: 'said {input}',
  steps: { check: { has_violations: false, none: null } },
};

describe('a template', () => {
  it.each([
    ['{input}', 'Hi'],
    ['{category}: {input}!', 'toys: Hi!'],
    ['{größe}', 'XL'],
    ['{count}', '7'],
    ['{list}', '["a","b"]'],
    ['{list.1}', 'b'],
    ['{steps.check}', '{"has_violations":false,"none":null}'],
    ['{steps.check.has_violations}', 'false'],
    ['[{steps.check.none}]', '[]'],
    ['[{error}]', '[]'],
    ['no variable', 'no variable'],
    ['', ''],
  ])('has its variables filled in: %s', (template, rendered) => {
    expect(render(template, context)).toBe(rendered);
  });

  it('is gone through once: what is filled in is not looked at again', () => {
    expect(render('{output}', context)).toBe('said {input}');
    expect(render('{input}{output}', { ...context, input: '{output}' })).toBe(
      '{output}said {input}',
    );
  });

  it.each([
    ['{{input}}', '{input}'],
    ['{{unknown.name}}', '{unknown.name}'],
    ['{{{input}}}', '{Hi}'],
    ['{"a": {"b": 1}}', '{"a": {"b": 1}}'],
    ['\\d{3} {} { input } {1,2} }{', '\\d{3} {} { input } {1,2} }{'],
    ['{input', '{input'],
    ['{{input}', '{Hi'],
    ['{a: {input}}', '{a: Hi}'],
    ['{{{input}}', '{{input}'],
    ['{{{{input}}}}', '{{Hi}}'],
    ['$& $1 {input} $$', '$& $1 Hi $$'],
  ])('has braces that are meant to be braces: %s', (template, rendered) => {
    expect(render(template, context)).toBe(rendered);
  });

  it('keeps a $ of what is filled in', () => {
    expect(render('{input}', { ...context, input: '$& $1 $$' })).toBe('$& $1 $$');
  });

  it.each([
    '{nothing}',
    '{input.length}',
    '{steps.check.nothing.more}',
    '{constructor}',
    '{list.2}',
  ])('fails for a variable that is not there: %s', (template) => {
    expect(() => render(template, context)).toThrow(ValidationError);
    expect(() => render(template, context)).toThrow(/There is no ".*" among input, category/);
  });

  it('fills in whatever text as it is', () => {
    fc.assert(
      fc.property(fc.string(), (input) => {
        expect(render('<{input}>', { ...context, input })).toBe(`<${input}>`);
      }),
    );
  });

  it('tells which variables it has', () => {
    expect(variablesIn('{a} {{b}} {{{c.d}}} {"e"}')).toEqual(['a', 'c.d']);
  });
});

describe('the input of a workflow', () => {
  it('is a variable each key of an object, or one as a text', () => {
    expect(contextOf('Hi')).toMatchObject({ input: 'Hi', output: null, error: null });
    expect(contextOf({ input: 'Hi', category: 'toys' })).toMatchObject({ category: 'toys' });
  });

  it.each([null, undefined, 7, ['Hi'], { output: 1 }, { steps: {} }, { error: null }])(
    'is refused where it is neither, or takes the names of the workflow: %j',
    (input) => {
      expect(() => contextOf(input)).toThrow(ValidationError);
    },
  );

  it('may have the name of whatever objects have by birth', () => {
    const own = contextOf(JSON.parse('{"__proto__": {"input": "none"}, "toString": "mine"}'));
    expect(lookUp(own, 'toString')).toBe('mine');
    expect(() => lookUp(own, 'input')).toThrow(ValidationError);
  });
});
