import fc from 'fast-check';
import type * as t from 'io-ts';
import { describe, expect, it } from 'vitest';
import { Wrapping } from '../../src/protocol/codec/wrapping';
import { arbitraryOf, fieldPaths, withAt } from './arbitrary';
import { events } from './catalogue';

const RUNS = { numRuns: 500, seed: 20_251_121 };

/** The events whose guard is written by hand, and the codec it is held to. */
const guarded = events.flatMap(({ name, codec, schema, root }) => {
  if (!(codec instanceof Wrapping)) return [];
  const inner: t.Mixed = codec.inner;
  return codec.is === inner.is ? [] : [{ name, codec: codec as t.Mixed, inner, schema, root }];
});

it('the events that come once per token have a guard written by hand', () => {
  expect(guarded.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['stream_token', 'stream_reasoning', 'stream_preamble']),
  );
});

describe.each(guarded)('the guard of $name, written by hand,', ({ codec, inner, schema, root }) => {
  it('says what its codec says of valid values with anything at any field', () => {
    fc.assert(
      fc.property(
        arbitraryOf(schema, root, { full: true }),
        fc.constantFrom(...fieldPaths(schema, root)),
        fc.oneof(fc.jsonValue(), fc.constant(undefined)),
        (valid, { keys }, other) => {
          const value = withAt(valid, keys, other);
          expect(codec.is(value)).toBe(inner.is(value));
        },
      ),
      RUNS,
    );
  });

  it('says what its codec says of anything at all', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(codec.is(value)).toBe(inner.is(value));
      }),
      RUNS,
    );
  });
});
