import * as t from 'io-ts';
import type { JsonObject } from '../../protocol/codec/primitives';
import { isRecord } from '../../protocol/codec/record';
import type { Props, StructOf } from '../../protocol/codec/struct';

// A gateway of another version must not fail an answer: a field that is missing or has another type
// takes its default, one that nobody knows passes. Only what is no object at all is no answer.

/** A codec that takes `otherwise` for what does not fit. */
export function lenient<A>(codec: t.Type<A>, otherwise: A): t.Type<A> {
  return new t.Type<A>(
    codec.name,
    codec.is,
    (u) => t.success(codec.is(u) ? u : otherwise),
    t.identity,
  );
}

/** A required field with its default. */
export const textOr = (value: string): t.Type<string> => lenient(t.string, value);
export const numberOr = (value: number): t.Type<number> => lenient(t.number, value);
export const flagOr = (value: boolean): t.Type<boolean> => lenient(t.boolean, value);
export const words = textOr('');
export const count = numberOr(0);
export const truth = flagOr(false);

/** An optional field, left out when it does not fit. */
/** Any JSON object. */
export const Json: t.Type<JsonObject> = t.UnknownRecord;

const some = <A>(codec: t.Type<A>): t.Type<A> =>
  lenient<A | undefined>(codec as t.Type<A | undefined>, undefined) as t.Type<A>;
export const text = some(t.string);
export const number = some(t.number);
export const flag = some(t.boolean);
export const object: t.Type<JsonObject> = some(Json);

/** A list, empty when it is none; items that are not of its kind are dropped. */
export function many<A>(item: t.Type<A>): t.Type<readonly A[]> {
  return new t.Type<readonly A[]>(
    `${item.name}[]`,
    (u): u is readonly A[] => Array.isArray(u) && u.every(item.is),
    (u) =>
      t.success(
        (Array.isArray(u) ? u : []).flatMap((one) => {
          const decoded = item.decode(one);
          return decoded._tag === 'Right' ? [decoded.right] : [];
        }),
      ),
    t.identity,
  );
}

/** An object of its own kind inside another: with all its defaults when it is missing. */
export function part<A>(codec: t.Type<A>): t.Type<A> {
  return new t.Type<A>(
    codec.name,
    codec.is,
    (u, context) => codec.validate(isRecord(u) ? u : {}, context),
    t.identity,
  );
}

/**
 * A codec for a JSON object with required fields and optional ones, for which `null` is as good as
 * nothing. `computed` works fields out from what the wire has, before they are looked at; without it,
 * what fits is given back as it is.
 */
export function shape<R extends Props, O extends Props = Record<never, t.Mixed>>(
  required: R,
  optional: O = {} as O,
  computed?: (wire: JsonObject) => JsonObject,
): t.Type<StructOf<R, O>> {
  const fields = Object.entries<t.Mixed>({ ...required, ...optional });
  const isAbsent = (key: string, value: unknown) => key in optional && value === undefined;
  const fits = (u: unknown): u is StructOf<R, O> =>
    isRecord(u) && fields.every(([key, field]) => isAbsent(key, u[key]) || field.is(u[key]));
  return new t.Type(
    'object',
    fits,
    (u, context) => {
      if (!computed && fits(u)) return t.success(u);
      if (!isRecord(u)) return t.failure(u, context);
      const all = { ...u, ...computed?.(u) };
      for (const [key, field] of fields) {
        const value = all[key] ?? undefined;
        Reflect.deleteProperty(all, key);
        if (isAbsent(key, value)) continue;
        const checked = field.validate(value, t.appendContext(context, key, field, value));
        if (checked._tag === 'Left') return checked;
        if (checked.right !== undefined) all[key] = checked.right;
      }
      return t.success(all as StructOf<R, O>);
    },
    t.identity,
  );
}

export function numberAt(wire: JsonObject, key: string): number {
  const value = wire[key];
  return typeof value === 'number' ? value : 0;
}
