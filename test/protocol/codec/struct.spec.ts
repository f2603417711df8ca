import * as t from 'io-ts';
import { describe, expect, it } from 'vitest';
import { struct } from '../../../src/protocol/codec/struct';
import { nullable } from '../../../src/protocol/codec/nullable';
import { tolerant } from '../../../src/protocol/codec/tolerant';
import { decoded, failurePath } from './decoding';

const Inner = struct('Inner', { x: t.number }, { y: tolerant(t.number) });
const Outer = struct(
  'Outer',
  { name: t.string, inner: Inner },
  { note: t.string, size: tolerant(t.number, () => 0), gone: nullable(t.string) },
);
const value = { name: 'a', inner: { x: 1 }, note: 'n', size: 2, gone: null };

describe('struct', () => {
  describe('is', () => {
    it('holds for the exact shape, with or without its optional fields', () => {
      expect(Outer.is(value)).toBe(true);
      expect(Outer.is({ name: 'a', inner: { x: 1 } })).toBe(true);
      expect(Outer.is({ name: 'a', inner: { x: 1 }, note: undefined })).toBe(true);
    });

    it('holds whatever other fields there are', () => {
      expect(Outer.is({ ...value, other: 1, inner: { x: 1, other: [] } })).toBe(true);
    });

    it.each([
      ['a required field is missing', { name: 'a' }],
      ['a required field is of another type', { ...value, name: 1 }],
      ['an optional field is of another type', { ...value, note: 1 }],
      ['an optional field is null', { ...value, note: null }],
      ['a field could be mended', { ...value, size: 'x' }],
      ['something inside does not fit', { ...value, inner: { x: 'x' } }],
    ])('does not hold when %s', (_, given) => {
      expect(Outer.is(given)).toBe(false);
    });

    it.each([null, undefined, [], 'a', 1, true])('does not hold for %j', (given) => {
      expect(Outer.is(given)).toBe(false);
    });
  });

  describe('decode', () => {
    it('returns the very input when there is nothing to mend', () => {
      const given = { ...value, other: 1 };
      expect(decoded(Outer, given)).toBe(given);
    });

    it('[TOL-1] leaves out an optional field that is null, unless null is one of its values', () => {
      expect(decoded(Outer, { ...value, note: null })).toEqual({
        name: 'a',
        inner: { x: 1 },
        size: 2,
        gone: null,
      });
    });

    it('mends its fields, in depth, and copies only what it mends', () => {
      const kept = { deep: true };
      const given = { ...value, inner: { x: 1, y: 'y' }, size: 'x', kept };
      const before = structuredClone(given);
      const result = decoded(Outer, given);
      expect(result).toEqual({ ...value, inner: { x: 1 }, size: 0, kept });
      expect((result as { kept?: unknown }).kept).toBe(kept);
      expect(given).toEqual(before);
    });

    it('keeps a field called __proto__ a field', () => {
      const given = JSON.parse(
        '{"name":"a","inner":{"x":1},"note":null,"__proto__":{"x":1}}',
      ) as object;
      const result = decoded(Outer, given);
      expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
      expect(Object.hasOwn(result, '__proto__')).toBe(true);
    });
  });

  describe('encode', () => {
    it('writes the listed fields and no other, in their order', () => {
      const given = { other: 1, size: 2, inner: { y: 3, z: 4, x: 1 }, name: 'a', note: undefined };
      expect(JSON.stringify(Outer.encode(given))).toBe(
        '{"name":"a","inner":{"x":1,"y":3},"size":2}',
      );
    });
  });

  describe('the error path', () => {
    it.each([
      ['', 7],
      ['', []],
      ['name', { inner: { x: 1 } }],
      ['inner', { name: 'a' }],
      ['inner.x', { name: 'a', inner: {} }],
      ['note', { ...value, note: 1 }],
    ])('is %j for %j', (path, given) => {
      expect(failurePath(Outer, given)).toBe(path);
    });

    it('is the first field that fails, in the order listed', () => {
      expect(failurePath(Outer, { note: 1 })).toBe('name');
    });
  });
});
