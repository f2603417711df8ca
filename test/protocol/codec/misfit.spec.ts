import * as t from 'io-ts';
import { describe, expect, it } from 'vitest';
import { list, listOfFitting } from '../../../src/protocol/codec/list';
import { misfit } from '../../../src/protocol/codec/misfit';
import { nullable } from '../../../src/protocol/codec/nullable';
import { integer } from '../../../src/protocol/codec/primitives';
import { struct } from '../../../src/protocol/codec/struct';
import { tolerant } from '../../../src/protocol/codec/tolerant';

const Item = struct('Item', { x: t.number }, { y: t.string });
const Codec = struct(
  'Codec',
  { a: t.string },
  {
    limit: tolerant(integer(1, 9)),
    items: listOfFitting(Item),
    some: list(Item, 1, 2),
    maybe: nullable(Item),
  },
);

describe('misfit', () => {
  it.each([
    [['a'], 'string', { a: 1 }],
    [['a'], 'string', {}],
    [['limit'], 'integer 1..9', { a: '', limit: 10 }],
    [['items', '1', 'y'], 'string', { a: '', items: [{ x: 1 }, { x: 1, y: 2 }] }],
    [['items'], 'array of Item', { a: '', items: 'x' }],
    [['some'], 'array of 1..2 Item', { a: '', some: [] }],
    [['maybe', 'x'], 'number', { a: '', maybe: { x: '1' } }],
    [['maybe'], 'Item', { a: '', maybe: 7 }],
    [[], 'Codec', 7],
  ])('finds %j, where %s is expected', (path, expected, value) => {
    expect(Codec.is(value)).toBe(false);
    const context = misfit(Codec, value);
    expect(context.slice(1).map(({ key }) => key)).toEqual(path);
    const at = context.at(-1)?.type;
    expect(at?.name.replace(' | null', '')).toBe(expected);
  });
});
