import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChoicesSpec, ChoicesValues, JsonObject } from '../../../src/protocol';
import { choices } from '../../../src/server/interactions/choices';
import { keptOf, wrongIn } from './cards';

const read = (args: object) => choices.read({ ...args });
const check = (values: object, spec: ChoicesSpec) => choices.check({ ...values }, spec);
const size = { question: 'Which size?', header: 'Size', options: ['S', 'M'] };
const extras = { question: 'Which extras?', header: 'Extras', options: ['Lid', 'Cup', 'Mat'] };
const asked = read({ questions: [size, { ...extras, multiSelect: true }] });

describe('what the model asks', () => {
  it('may be short: options are plain texts, one can be chosen', () => {
    expect(read({ questions: [size] })).toEqual({
      questions: [
        {
          question: 'Which size?',
          header: 'Size',
          options: [
            { label: 'S', description: '' },
            { label: 'M', description: '' },
          ],
          multiSelect: false,
        },
      ],
    });
  });

  it('may be told in full, and is trimmed', () => {
    const options = [{ label: ' S ', description: ' small ' }, { label: 'M' }];
    const full = { question: ' Which? ', header: ' Size ', options, multiSelect: true };
    expect(read({ questions: [full] })).toEqual({
      questions: [
        {
          question: 'Which?',
          header: 'Size',
          options: [
            { label: 'S', description: 'small' },
            { label: 'M', description: '' },
          ],
          multiSelect: true,
        },
      ],
    });
  });

  it.each([['true'], [1], [null], [{}]])(
    'lets one be chosen unless multiSelect is true: %j',
    (multiSelect) => {
      expect(read({ questions: [{ ...size, multiSelect }] }).questions[0]?.multiSelect).toBe(false);
    },
  );

  it('has the published shape, up to four questions of four options', () => {
    const questions = ['A', 'B', 'C', 'twelve chars'].map((header) => ({
      ...size,
      header,
      options: ['1', '2', '3', '4'],
    }));
    expect(ChoicesSpec.is(read({ questions }))).toBe(true);
    expect(ChoicesSpec.is(asked)).toBe(true);
  });

  it('counts the characters of a header as a reader does', () => {
    expect(() => read({ questions: [{ ...size, header: '😀'.repeat(12) }] })).not.toThrow();
    expect(() => read({ questions: [{ ...size, header: '😀'.repeat(13) }] })).toThrow('12');
  });

  it.each<[says: string, questions: unknown]>([
    ['questions must be', undefined],
    ['questions must be', 'Which size?'],
    ['questions must be', []],
    ['questions must be', [size, size, size, size, size]],
    ['questions[0].question', ['Which size?']],
    ['questions[0].question', [null]],
    ['questions[1].question', [size, { ...size, question: ' ' }]],
    ['questions[0].header', [{ ...size, header: '' }]],
    ['questions[0].header', [{ ...size, header: 7 }]],
    ['questions[0].header', [{ ...size, header: 'thirteen char' }]],
    ['questions[0].options must be', [{ ...size, options: 'S or M' }]],
    ['questions[0].options must be', [{ ...size, options: ['S'] }]],
    ['questions[0].options must be', [{ ...size, options: ['1', '2', '3', '4', '5'] }]],
    ['questions[0].options[1]', [{ ...size, options: ['S', ' '] }]],
    ['questions[0].options[1]', [{ ...size, options: ['S', { description: 'medium' }] }]],
    ['questions[0].options[0]', [{ ...size, options: [null, 'S'] }]],
    ['The header Size is there twice', [size, { ...extras, header: ' Size ' }]],
  ])('that cannot be asked is refused: %s %j', (says, questions) => {
    expect(() => read({ questions })).toThrow(says);
  });
});

describe('what the user chose', () => {
  const answers = (...given: unknown[]) => ({ answers: given });

  it('is kept trimmed, without blanks and repetitions, in the order of the questions [CARD-7]', () => {
    const given = answers(
      { header: ' Extras ', options: [' Lid', 'Lid', '', 'Mat'], other: ' ' },
      { header: 'Size', other: ' XL ' },
      { header: 'Colour', options: ['red'] },
    );
    expect(keptOf(choices, given, asked)).toEqual({
      answers: [
        { header: 'Size', options: [], other: 'XL' },
        { header: 'Extras', options: ['Lid', 'Mat'] },
      ],
    });
  });

  const lid = { header: 'Extras', options: ['Lid'] };
  it.each<[title: string, values: object, wrong: string[]]>([
    ['nothing', {}, ['Size', 'Extras']],
    ['answers of another type', { answers: 'S' }, ['Size', 'Extras']],
    ['answers that are none', answers(null, 7, 'S', []), ['Size', 'Extras']],
    ['one of two', answers(lid), ['Size']],
    ['nothing selected', answers({ header: 'Size', options: [] }, lid), ['Size']],
    ['only blanks', answers({ header: 'Size', options: [' '], other: ' ' }, lid), ['Size']],
    ['options of another type', answers({ header: 'Size', options: 'S' }, lid), ['Size']],
    ['an option that is not offered', answers({ header: 'Size', options: ['L'] }, lid), ['Size']],
    ['the header in another case', answers({ header: 'size', options: ['S'] }, lid), ['Size']],
    ['another case', answers({ header: 'Size', options: ['s'] }, lid), ['Size']],
    ['several where one can be', answers({ header: 'Size', options: ['S', 'M'] }, lid), ['Size']],
    [
      'an option and other words where one can be',
      answers({ header: 'Size', options: ['S'], other: 'XL' }, lid),
      ['Size'],
    ],
    [
      'all that can be wrong at once',
      answers({ header: 'Size', options: ['L', 'XL'] }, { header: 'Extras', options: ['Hat'] }),
      ['Size', 'Size', 'Extras'],
    ],
    [
      'a novel in other words',
      answers({ header: 'Size', other: 'x'.repeat(10_001) }, lid),
      ['Size'],
    ],
    ['nothing that is wrong', answers({ header: 'Size', options: ['S'] }, lid), []],
    [
      'several where several can be',
      answers(
        { header: 'Size', options: ['S'] },
        { ...lid, options: ['Lid', 'Cup'], other: 'Hat' },
      ),
      [],
    ],
  ])('is wrong by the header of its question: %s [CARD-2] [CARD-7]', (_title, values, wrong) => {
    expect(wrongIn(choices, values, asked)).toEqual(wrong);
  });

  it.each<[title: string, options: readonly string[]]>([
    ['long', ['x'.repeat(100_000)]],
    ['many', Array.from({ length: 100_000 }, (_, n) => `option ${n}`)],
  ])('is told in short however %s it is', (_title, options) => {
    const checked = check(answers({ header: 'Size', options }, lid), asked);
    expect('errors' in checked).toBe(true);
    expect(JSON.stringify(checked).length).toBeLessThan(200);
  });

  const label = fc.constantFrom('S', 'M', ' Lid ', 'Cup', 'Hat', '');
  const answer = fc.record(
    {
      header: fc.constantFrom('Size', 'Extras', ' Size', 'Hat'),
      options: fc.oneof(fc.array(label), fc.jsonValue()),
      other: fc.oneof(fc.string(), fc.jsonValue()),
    },
    { requiredKeys: ['header'] },
  );
  const values = fc.oneof(
    fc.record({ answers: fc.array(fc.oneof({ weight: 9, arbitrary: answer }, fc.jsonValue())) }),
    fc.record({ answers: fc.jsonValue() }),
    fc.jsonValue().map((value) => (JsonObject.is(value) ? value : {})),
  );

  it('is never too odd to be checked, and right values are right again', () => {
    let kept = 0;
    fc.assert(
      fc.property(values, (given) => {
        const checked = check(given, asked);
        if ('errors' in checked) {
          expect(checked.errors.length).toBeGreaterThan(0);
          return;
        }
        kept++;
        expect(ChoicesValues.is(checked.values)).toBe(true);
        expect(check({ ...checked.values }, asked)).toEqual(checked);
      }),
      { numRuns: 2000 },
    );
    expect(kept).toBeGreaterThan(0);
  });

  it('of whatever the model asked is never too odd either', () => {
    fc.assert(
      fc.property(fc.jsonValue(), values, (questions, given) => {
        let spec: ChoicesSpec;
        try {
          spec = read({ questions });
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
          return;
        }
        expect(() => check(given, spec)).not.toThrow();
      }),
    );
  });
});

it('tells the model how to ask without a card', () => {
  const told = choices.instructions(asked);
  expect(told).toContain('- Size: Which size? (S / M; one)');
  expect(told).toContain('- Extras: Which extras? (Lid / Cup / Mat; one or more)');
  expect(told).toContain('"choices"');
});
