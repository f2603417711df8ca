import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdentityIntakeSpec, IdentityIntakeValues, JsonObject } from '../../../src/protocol';
import { identityIntake } from '../../../src/server/interactions/identityIntake';
import { keptOf, wrongIn } from './cards';

const read = (args: object) => identityIntake.read({ ...args });
const check = (values: object, spec: IdentityIntakeSpec) =>
  identityIntake.check({ ...values }, spec);
const spec: IdentityIntakeSpec = {
  fields: [
    { key: 'name', required: true },
    { key: 'email', required: true },
  ],
};
const optional: IdentityIntakeSpec = { fields: [{ key: 'email', required: false }] };

describe('what the model asks for', () => {
  it.each<[title: string, fields: unknown[], read: IdentityIntakeSpec['fields']]>([
    ['a plain name is a required field', ['email'], [{ key: 'email', required: true }]],
    ['a field is required unless it says so', [{ key: 'name' }], [{ key: 'name', required: true }]],
    [
      'a field may be optional, and have a label',
      [{ key: 'phone', required: false, label: ' Mobile ' }],
      [{ key: 'phone', required: false, label: 'Mobile' }],
    ],
    [
      'what has the wrong type counts as left out',
      [{ key: 'name', required: 'no', label: 7 }],
      [{ key: 'name', required: true }],
    ],
    ['a blank label is none', [{ key: 'name', label: ' ' }], [{ key: 'name', required: true }]],
    [
      'the order is kept, and of two the first',
      ['phone', 'name', { key: 'phone', required: false }],
      [
        { key: 'phone', required: true },
        { key: 'name', required: true },
      ],
    ],
  ])('%s', (_title, fields, expected) => {
    const asked = read({ fields });
    expect(asked).toEqual({ fields: expected });
    expect(IdentityIntakeSpec.is(asked)).toBe(true);
  });

  it.each([
    [undefined],
    [null],
    ['email'],
    [{}],
    [[]],
    [['address']],
    [['name', 7]],
    [[null]],
    [[[]]],
    [[{ key: 'Email' }]],
    [[{ required: true }]],
    [['constructor']],
    [['x'.repeat(100_000)]],
  ])('that cannot be asked is refused, in words that name the fields: %j', (fields) => {
    expect(() => read({ fields })).toThrow(/^.{0,99}name, email, phone/);
  });
});

describe('what the user filled in', () => {
  it('is kept trimmed and normalised [CARD-6]', () => {
    expect(
      keptOf(
        identityIntake,
        { name: ' Alice ', email: 'A@EXAMPLE.com', phone: '555 123 4567' },
        spec,
      ),
    ).toEqual({ name: 'Alice', email: 'A@example.com', phone: '+15551234567' });
  });

  it('is kept when it was not asked for, and is right [CARD-6]', () => {
    expect(keptOf(identityIntake, { name: 'Alice' }, optional)).toEqual({ name: 'Alice' });
    expect(wrongIn(identityIntake, { email: 'a@b.c', phone: '1' }, optional)).toEqual(['phone']);
  });

  it('holds only the three fields', () => {
    const given = { name: 'Alice', email: 'a@b.c', colour: 'blue', otpVerified: true };
    expect(keptOf(identityIntake, given, spec)).toEqual({ name: 'Alice', email: 'a@b.c' });
  });

  it('is wrong in all its fields at once [CARD-2]', () => {
    expect(check({ name: ' ', email: 'alice', phone: '12' }, spec)).toEqual({
      errors: [
        { field: 'name', message: 'is required' },
        { field: 'email', message: 'must be a valid email address' },
        {
          field: 'phone',
          message: 'must be a valid phone number, such as +1 555 123 4567',
        },
      ],
    });
  });

  it.each<[title: string, values: object, asked: IdentityIntakeSpec, wrong: string[]]>([
    ['nothing', {}, spec, ['values']],
    ['nothing of what can be asked', { colour: 'blue' }, optional, ['values']],
    ['blanks where nothing is required', { email: ' ' }, optional, ['values']],
    ['blanks where something is', { name: '', email: '' }, spec, ['name', 'email']],
    ['one of two', { name: 'Alice' }, spec, ['email']],
    ['values of other types', { name: 1, email: ['a@b.c'], phone: null }, spec, ['values']],
    ['a value of another type', { name: 'Alice', email: 7 }, spec, ['email']],
    ['an optional value of another type', { name: 'Alice', email: 7 }, optional, []],
    ['an optional field that is wrong', { email: 'alice' }, optional, ['email']],
    ['a name that is a novel', { name: 'x'.repeat(10_001) }, optional, ['name']],
    ['an optional field that is blank beside another', { email: '', name: 'A' }, optional, []],
  ])('may lack: %s', (_title, values, asked, wrong) => {
    expect(wrongIn(identityIntake, values, asked)).toEqual(wrong);
  });

  const key = fc.constantFrom('name', 'email', 'phone');
  const fields = fc.array(fc.record({ key, required: fc.boolean() }), { minLength: 1 });
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.emailAddress(),
    fc.constantFrom('+49 30 123456', '555 123 4567', ' A@B.C '),
  );
  const values = fc.oneof(
    fc.record({ name: text, email: text, phone: text }, { requiredKeys: [] }),
    fc.record({ name: fc.jsonValue(), email: fc.jsonValue(), phone: fc.jsonValue() }),
    fc.jsonValue().map((value) => (JsonObject.is(value) ? value : {})),
  );

  it('is never too odd to be checked, and right values are right again', () => {
    let kept = 0;
    fc.assert(
      fc.property(fields, values, (raw, given) => {
        const asked = read({ fields: raw });
        const checked = check(given, asked);
        if ('errors' in checked) {
          expect(checked.errors.length).toBeGreaterThan(0);
          return;
        }
        kept++;
        expect(IdentityIntakeValues.is(checked.values)).toBe(true);
        expect(check({ ...checked.values }, asked)).toEqual(checked);
      }),
      { numRuns: 500 },
    );
    expect(kept).toBeGreaterThan(0);
  });
});

it('tells the model how to ask without a card', () => {
  const asked = read({ fields: ['name', { key: 'phone', required: false }] });
  const told = identityIntake.instructions(asked);
  expect(told).toContain('name, phone (optional)');
  expect(told).toContain('"identity_intake"');
});
