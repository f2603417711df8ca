import type * as t from 'io-ts';
import { describe, expect, it } from 'vitest';
import {
  integer,
  json,
  JsonObject,
  matching,
  nonBlank,
  numeric,
  oneOf,
  text,
} from '../../../src/protocol/codec/primitives';
import { decoded, failurePath } from './decoding';

const object = { a: [1] };

const cases: readonly {
  readonly codec: t.Mixed;
  readonly name: string;
  readonly fits: readonly unknown[];
  readonly fails: readonly unknown[];
}[] = [
  {
    codec: integer(),
    name: 'integer',
    fits: [0, -1, 2 ** 60],
    fails: [1.5, NaN, Infinity, '1', null],
  },
  { codec: integer(0), name: 'integer of 0 or more', fits: [0, 7], fails: [-1, 0.5] },
  { codec: integer(1, 100), name: 'integer 1..100', fits: [1, 100], fails: [0, 101, '1'] },
  {
    codec: numeric(),
    name: 'number',
    fits: [0, -1.5],
    fails: [NaN, Infinity, -Infinity, '1', null],
  },
  { codec: numeric(0, 1), name: 'number 0..1', fits: [0, 0.5, 1], fails: [-0.1, 1.1] },
  {
    codec: text(1, 3),
    name: 'string of 1..3 characters',
    fits: ['a', 'abc', '🙂🙂🙂', 'e\u0301x'],
    fails: ['', 'abcd', '🙂🙂🙂🙂', 'x'.repeat(7), 1],
  },
  {
    codec: text(2),
    name: 'string of 2 or more characters',
    fits: ['ab', '🙂🙂'],
    fails: ['a', '🙂', null],
  },
  { codec: text(0, 2), name: 'string of 0..2 characters', fits: ['', '🙂🙂'], fails: ['abc'] },
  {
    codec: nonBlank(),
    name: 'non-blank string',
    fits: ['a', ' a '],
    fails: ['', ' ', '\n\t\u00a0', 7],
  },
  {
    codec: nonBlank(2),
    name: 'non-blank string of 1..2 characters',
    fits: ['a', ' 🙂'],
    fails: ['  ', 'abc'],
  },
  {
    codec: matching(/^[a-z]+$/),
    name: 'string matching ^[a-z]+$',
    fits: ['abc'],
    fails: ['', 'Abc', 'a\n', 1],
  },
  {
    codec: oneOf('a', 'b'),
    name: '"a" | "b"',
    fits: ['a', 'b'],
    fails: ['c', 'constructor', '', null, ['a']],
  },
  { codec: JsonObject, name: 'object', fits: [object, {}], fails: [null, [], 'a', 1, undefined] },
  { codec: json, name: 'any value', fits: [null, 0, '', false, [], object], fails: [undefined] },
];

describe.each(cases)('$name', ({ codec, name, fits, fails }) => {
  it('says what it expects', () => {
    expect(codec.name).toBe(name);
  });

  it.each(fits.map((value) => ({ value })))('takes $value as it is', ({ value }) => {
    expect(codec.is(value)).toBe(true);
    expect(decoded(codec, value)).toBe(value);
    expect(codec.encode(value)).toBe(value);
  });

  it.each(fails.map((value) => ({ value })))('refuses $value', ({ value }) => {
    expect(codec.is(value)).toBe(false);
    expect(failurePath(codec, value)).toBe('');
  });
});
