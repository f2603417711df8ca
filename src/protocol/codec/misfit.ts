import * as t from 'io-ts';
import { ListType } from './list';
import { isRecord } from './record';
import { StructType } from './struct';
import { Wrapping } from './wrapping';

/**
 * Where a value that fails `codec.is` departs from the exact shape. `decode` cannot tell: it mends
 * part of what `is` refuses.
 */
export function misfit(codec: t.Mixed, value: unknown): t.Context {
  return descend([{ key: '', type: codec, actual: value }], codec, value);
}

function descend(context: t.Context, codec: t.Mixed, value: unknown): t.Context {
  if (codec instanceof Wrapping) return descend(context, codec.inner, value);
  const [key, part] = firstMisfit(codec, value) ?? [];
  if (key === undefined || part === undefined) return context;
  const within = (value as Record<string, unknown>)[key];
  return descend(t.appendContext(context, key, part, within), part, within);
}

function firstMisfit(codec: t.Mixed, value: unknown): readonly [string, t.Mixed] | undefined {
  if (codec instanceof StructType && isRecord(value)) {
    const { required, optional } = codec as StructType<t.AnyProps, t.AnyProps>;
    return (
      Object.entries(required).find(([key, field]) => !field.is(value[key])) ??
      Object.entries(optional).find(
        ([key, field]) => value[key] !== undefined && !field.is(value[key]),
      )
    );
  }
  if (codec instanceof ListType && Array.isArray(value)) {
    const index = value.findIndex((item) => !codec.item.is(item));
    if (index >= 0) return [`${index}`, codec.item];
  }
  return undefined;
}
