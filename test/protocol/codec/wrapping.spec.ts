import * as t from 'io-ts';
import { describe, expect, it } from 'vitest';
import { guarded } from '../../../src/protocol/codec/guarded';
import { nullable } from '../../../src/protocol/codec/nullable';
import { integer, JsonObject } from '../../../src/protocol/codec/primitives';
import { repaired } from '../../../src/protocol/codec/repaired';
import { struct } from '../../../src/protocol/codec/struct';
import { tolerant } from '../../../src/protocol/codec/tolerant';
import { decoded, failurePath } from './decoding';

const Point = struct('Point', { x: t.number });
const open = { x: 1, more: true };

describe('nullable', () => {
  const codec = nullable(Point);

  it('is the codec, or null', () => {
    expect(codec.is(null)).toBe(true);
    expect(codec.is(open)).toBe(true);
    expect(codec.is(undefined)).toBe(false);
    expect(codec.is({ x: '1' })).toBe(false);
    expect(codec.name).toBe('Point | null');
  });

  it('decodes to the very input', () => {
    expect(decoded(codec, open)).toBe(open);
    expect(decoded(codec, null)).toBeNull();
  });

  it('encodes null as it is, and the rest as the codec does', () => {
    expect(codec.encode(null)).toBeNull();
    expect(codec.encode(open)).toEqual({ x: 1 });
  });

  it('fails where the codec fails', () => {
    expect(failurePath(codec, { x: '1' })).toBe('x');
  });
});

describe('tolerant', () => {
  const codec = tolerant(integer(1, 9), (value) => (value === 10 ? 9 : undefined));

  it('is the codec', () => {
    expect(codec.is(5)).toBe(true);
    expect(codec.is(10)).toBe(false);
  });

  it('decodes what does not fit to what it is mended to, and never fails', () => {
    expect(decoded(codec, 5)).toBe(5);
    expect(decoded(codec, 10)).toBe(9);
    expect(decoded(codec, 'x')).toBeUndefined();
    expect(decoded(tolerant(t.string), 7)).toBeUndefined();
  });

  it('returns the very input when it fits', () => {
    expect(decoded(tolerant(JsonObject), open)).toBe(open);
  });

  it('encodes as the codec does', () => {
    expect(tolerant(Point).encode(open)).toEqual({ x: 1 });
  });
});

describe('repaired', () => {
  const codec = repaired(Point, (u) => (typeof u === 'number' ? { x: u } : u));

  it('is the codec', () => {
    expect(codec.is(open)).toBe(true);
    expect(codec.is(7)).toBe(false);
  });

  it('decodes what it could repair', () => {
    expect(decoded(codec, 7)).toEqual({ x: 7 });
    expect(decoded(codec, open)).toBe(open);
  });

  it('encodes as the codec does', () => {
    expect(codec.encode(open)).toEqual({ x: 1 });
  });

  it('fails where the codec fails', () => {
    expect(failurePath(codec, { x: '1' })).toBe('x');
    expect(failurePath(codec, 'x')).toBe('');
  });
});

describe('guarded', () => {
  const asked: unknown[] = [];
  const codec = guarded(Point, (u) => {
    asked.push(u);
    return Point.is(u);
  });

  it('asks its own guard, and leaves the rest to the codec', () => {
    expect(codec.is(open)).toBe(true);
    expect(asked).toEqual([open]);
    expect(decoded(codec, open)).toBe(open);
    expect(codec.encode(open)).toEqual({ x: 1 });
    expect(failurePath(codec, { x: '1' })).toBe('x');
    expect(asked).toHaveLength(1);
  });
});
