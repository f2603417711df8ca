import * as t from 'io-ts';
import { isRecord } from './record';

export type Props = Record<string, t.Mixed>;

/** The static type of a struct: required fields, then optional ones, all read-only. */
export type StructOf<R extends Props, O extends Props> = {
  readonly [K in keyof R]: t.TypeOf<R[K]>;
} & {
  readonly [K in keyof O]?: t.TypeOf<O[K]>;
} extends infer Fields
  ? { [K in keyof Fields]: Fields[K] }
  : never;

export class StructType<R extends Props, O extends Props> extends t.Type<StructOf<R, O>> {
  constructor(
    name: string,
    readonly required: R,
    readonly optional: O,
  ) {
    const fields = Object.entries<t.Mixed>({ ...required, ...optional });

    super(
      name,
      (u): u is StructOf<R, O> => {
        if (!isRecord(u)) return false;
        for (const [key, field] of fields) {
          const value = u[key];
          const isAbsent = value === undefined && key in optional;
          if (!isAbsent && !field.is(value)) return false;
        }
        return true;
      },
      (u, context) => {
        if (!isRecord(u)) return t.failure(u, context);
        let result = u;
        for (const [key, field] of fields) {
          const value = u[key];
          let mended: unknown;
          if (!(key in optional) || (value !== undefined && (value !== null || field.is(null)))) {
            const checked = field.validate(value, t.appendContext(context, key, field, value));
            if (checked._tag === 'Left') return checked;
            mended = checked.right;
          }
          if (mended === value) continue;
          if (result === u) result = { ...u };
          if (mended === undefined) Reflect.deleteProperty(result, key);
          else result[key] = mended;
        }
        return t.success(result as StructOf<R, O>);
      },
      (a) => {
        const exact: Record<string, unknown> = {};
        for (const [key, field] of fields) {
          const value: unknown = a[key as keyof typeof a];
          if (value !== undefined) exact[key] = field.encode(value);
        }
        return exact as StructOf<R, O>;
      },
    );
  }
}

/**
 * A codec for a JSON object with required and optional fields.
 *
 * `is` tells whether a value has the exact published shape (further fields are nobody's business).
 * `decode` also takes what its fields tolerate, takes `null` in an optional field for its absence,
 * and returns the input itself when there was nothing to mend. It stops at the first field that
 * fails, in the order listed, so a hostile frame cannot make it collect errors. `encode` writes the
 * listed fields and nothing else.
 *
 * io-ts's own `intersection([type, partial])` does much the same; this one is one object deep,
 * which makes both the check and the error path shorter.
 *
 * @example
 * const Point = struct('Point', { x: t.number, y: t.number }, { label: t.string });
 */
export function struct<R extends Props, O extends Props = Record<never, t.Mixed>>(
  name: string,
  required: R,
  optional: O = {} as O,
): StructType<R, O> {
  return new StructType(name, required, optional);
}
