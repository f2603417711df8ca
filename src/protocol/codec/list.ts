import * as t from 'io-ts';
import { tolerant } from './tolerant';

export class ListType<A> extends t.Type<readonly A[]> {
  constructor(
    readonly item: t.Type<A>,
    min: number,
    max: number,
  ) {
    const fits = (u: unknown): u is readonly unknown[] =>
      Array.isArray(u) && u.length >= min && u.length <= max;
    super(
      `array of ${count(min, max)}${item.name}`,
      (u): u is readonly A[] => fits(u) && u.every((each) => item.is(each)),
      (u, context) => {
        if (!fits(u)) return t.failure(u, context);
        let result = u as readonly A[];
        for (let i = 0; i < u.length; i++) {
          const checked = item.validate(u[i], t.appendContext(context, `${i}`, item, u[i]));
          if (checked._tag === 'Left') return checked;
          if (checked.right !== u[i]) {
            if (result === u) result = [...result];
            (result as A[])[i] = checked.right;
          }
        }
        return t.success(result);
      },
      (items) => items.map((each) => item.encode(each)),
    );
  }
}

function count(min: number, max: number): string {
  if (max !== Infinity) return `${min}..${max} `;
  return min === 0 ? '' : `${min} or more `;
}

/**
 * An array whose length is within `min` and `max`, inclusive. `decode` returns the input itself
 * when no item had to be mended, and stops at the first item that fails.
 */
export function list<A>(item: t.Type<A>, min = 0, max = Infinity): ListType<A> {
  return new ListType(item, min, max);
}

/** An array that never fails its frame: items that do not fit are dropped, what is no array is left out. */
export function listOfFitting<A>(item: t.Type<A>): t.Type<readonly A[]> {
  return tolerant(list(item), (u) => (Array.isArray(u) ? u.filter(item.is) : undefined));
}
