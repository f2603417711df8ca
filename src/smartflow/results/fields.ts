import * as t from 'io-ts';
import { list } from '../../protocol/codec/list';
import { JsonObject, numeric } from '../../protocol/codec/primitives';
import { isRecord } from '../../protocol/codec/record';
import { repaired } from '../../protocol/codec/repaired';
import { tolerant } from '../../protocol/codec/tolerant';
import { Wrapping } from '../../protocol/codec/wrapping';

// A gateway of another version must not fail an answer: a field that is missing or has another type
// takes its default, one that nobody knows passes. Only what is no object at all is no answer.

/** A required field with its default. */
export const textOr = <S extends string = string>(value: S): t.Type<S> =>
  tolerant(t.string as t.Mixed as t.Type<S>, () => value);
export const numberOr = (value: number): t.Type<number> => tolerant(numeric(), () => value);
export const flagOr = (value: boolean): t.Type<boolean> => tolerant(t.boolean, () => value);

export const count = numberOr(0);

/** An optional field, left out when it does not fit. */
export const text = tolerant(t.string);
export const number = tolerant(numeric());
export const flag = tolerant(t.boolean);
export const object = tolerant(JsonObject);

/** Numbers by their names; what is no number is dropped. */
export const counts: t.Type<Readonly<Record<string, number>>> = tolerant(
  t.record(t.string, numeric()),
  (u) =>
    isRecord(u)
      ? Object.fromEntries(
          Object.entries(u).filter((entry): entry is [string, number] => numeric().is(entry[1])),
        )
      : {},
);

/** A list, empty when it is none; items that are not of its kind are dropped. */
export function many<A>(item: t.Type<A>): t.Type<readonly A[]> {
  return new Wrapping<readonly A[]>(list(item), {
    validate: (u) => t.success(Array.isArray(u) ? fitting(item, u) : []),
  });
}

/** An object of its own kind inside another: with all its defaults when it is missing. */
export function part<A>(codec: t.Type<A>): t.Type<A> {
  return repaired(codec, (u) => (isRecord(u) ? u : {}));
}

/** The codec of an object, some of whose fields are worked out from what the wire has. */
export function computed<A>(
  codec: t.Type<A>,
  fields: (wire: JsonObject) => Readonly<Record<string, unknown>>,
): t.Type<A> {
  return repaired(codec, (u) => (isRecord(u) ? { ...u, ...fields(u) } : u));
}

export function numberAt(wire: JsonObject, key: string, otherwise = 0): number {
  const value = wire[key];
  return Number.isFinite(value) ? (value as number) : otherwise;
}

function fitting<A>(item: t.Type<A>, items: readonly unknown[]): readonly A[] {
  const decoded = items.flatMap((one) => {
    const each = item.decode(one);
    return each._tag === 'Right' ? [each.right] : [];
  });
  const isAsItWas = decoded.length === items.length && decoded.every((one, i) => one === items[i]);
  return isAsItWas ? (items as readonly A[]) : decoded;
}
