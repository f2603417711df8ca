import * as t from 'io-ts';
import { describe, expect, it } from 'vitest';
import { list, listOfFitting } from '../../../src/protocol/codec/list';
import { struct } from '../../../src/protocol/codec/struct';
import { tolerant } from '../../../src/protocol/codec/tolerant';
import { decoded, failurePath } from './decoding';

const Item = struct('Item', { x: t.number }, { y: tolerant(t.string) });
const Items = list(Item, 1, 3);

describe('list', () => {
  describe('is', () => {
    it('holds for arrays of as many items as it allows', () => {
      expect(Items.is([{ x: 1 }])).toBe(true);
      expect(Items.is([{ x: 1 }, { x: 2 }, { x: 3 }])).toBe(true);
      expect(list(t.string).is([])).toBe(true);
    });

    it.each([
      ['too few', []],
      ['too many', [{ x: 1 }, { x: 2 }, { x: 3 }, { x: 4 }]],
      ['an item does not fit', [{ x: 1 }, { x: '2' }]],
      ['an item could be mended', [{ x: 1, y: 2 }]],
      ['no array', { 0: { x: 1 }, length: 1 }],
      ['text', 'x'],
    ])('does not hold: %s', (_, given) => {
      expect(Items.is(given)).toBe(false);
    });
  });

  describe('decode', () => {
    it('returns the very input when there is nothing to mend', () => {
      const given = [{ x: 1 }, { x: 2 }];
      expect(decoded(Items, given)).toBe(given);
    });

    it('mends items, and leaves its input as it was', () => {
      const first = { x: 1 };
      const given = [first, { x: 2, y: 3 }];
      const result = decoded(Items, given);
      expect(result).toEqual([{ x: 1 }, { x: 2 }]);
      expect(result[0]).toBe(first);
      expect(given[1]).toEqual({ x: 2, y: 3 });
    });
  });

  describe('encode', () => {
    it('writes each item exactly', () => {
      expect(Items.encode([{ x: 1, z: 2 } as { x: number }])).toEqual([{ x: 1 }]);
    });
  });

  describe('the error path', () => {
    it.each([
      ['', []],
      ['', 'x'],
      ['[1].x', [{ x: 1 }, { x: '2' }, { x: '3' }]],
      ['[0]', [null]],
    ])('is %j for %j', (path, given) => {
      expect(failurePath(Items, given)).toBe(path);
    });

    it('is found at once in an array of half a million wrong items', () => {
      expect(failurePath(list(t.string), new Array(500_000).fill(1))).toBe('[0]');
    });
  });
});

describe('listOfFitting', () => {
  const Fitting = listOfFitting(Item);

  it('is what a list is', () => {
    expect(Fitting.is([{ x: 1 }])).toBe(true);
    expect(Fitting.is([{ x: 1 }, null])).toBe(false);
    expect(Fitting.is('x')).toBe(false);
  });

  it('decodes to the items that fit, and to nothing when it is no array', () => {
    const given = [{ x: 1 }];
    expect(decoded(Fitting, given)).toBe(given);
    expect(decoded(Fitting, [null, { x: 1 }, { x: 'x' }])).toEqual([{ x: 1 }]);
    expect(decoded(Fitting, [null])).toEqual([]);
    expect(decoded(Fitting, { 0: { x: 1 } })).toBeUndefined();
  });

  it('encodes as a list does', () => {
    expect(Fitting.encode([{ x: 1, z: 2 } as { x: number }])).toEqual([{ x: 1 }]);
  });
});
