import fc from 'fast-check';
import type * as t from 'io-ts';
import { describe, expect, it } from 'vitest';
import { Wrapping } from '../../src/protocol/codec/wrapping';
import { arbitraryOf, fieldPaths, withAt } from './arbitrary';
import { events } from './catalogue';

const HOT = ['stream_token', 'stream_reasoning', 'stream_preamble', 'stream_chunk'];

describe.each(events.filter(({ name }) => HOT.includes(name)))(
  'the guard of $name, written by hand,',
  ({ codec, schema, root }) => {
    if (!(codec instanceof Wrapping)) throw new Error('It has no guard of its own.');
    const inner: t.Mixed = codec.inner;
    const fields = fieldPaths(schema, root);

    it('is not the one it is held to', () => {
      expect(codec.is).not.toBe(inner.is);
    });

    it('says what its codec says of valid values with anything at any field', () => {
      fc.assert(
        fc.property(
          arbitraryOf(schema, root, { full: true }),
          fc.constantFrom(...fields),
          fc.oneof(fc.jsonValue(), fc.constant(undefined)),
          (valid, { keys }, other) => {
            const value = withAt(valid, keys, other);
            expect(codec.is(value)).toBe(inner.is(value));
          },
        ),
        { numRuns: 500, seed: 20_251_121 },
      );
    });

    it('says what its codec says of anything at all', () => {
      fc.assert(
        fc.property(fc.anything(), (value) => {
          expect(codec.is(value)).toBe(inner.is(value));
        }),
        { numRuns: 500, seed: 20_251_121 },
      );
    });
  },
);
