import fc from 'fast-check';
import { resolve, type Schema } from './catalogue';

/** What a generated value has: every optional field, or whichever chance picks, and further ones. */
interface Fullness {
  readonly full: boolean;
}

/** Values that a schema of `spec/schemas` describes. */
export function arbitraryOf(
  schema: Schema,
  root: Schema,
  fullness: Fullness = { full: false },
): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) {
    const target = resolve(schema.$ref, root);
    return arbitraryOf(target.schema, target.root, fullness);
  }
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const types = typeof schema.type === 'string' ? [schema.type] : schema.type;
  if (!types) return fc.jsonValue();
  return fc.oneof(
    ...types
      .filter((type) => type !== 'null' || !fullness.full)
      .map((type) => ofType(type, schema, root, fullness)),
  );
}

function ofType(
  type: string,
  schema: Schema,
  root: Schema,
  fullness: Fullness,
): fc.Arbitrary<unknown> {
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({
        min: schema.minimum ?? -(2 ** 31),
        max: schema.maximum ?? 2 ** 31,
      });
    case 'number':
      return fc.double({
        min: schema.minimum ?? -1e6,
        max: schema.maximum ?? 1e6,
        noNaN: true,
      });
    case 'string':
      return text(schema);
    case 'array':
      return fc.array(arbitraryOf(schema.items ?? {}, root, fullness), {
        minLength: Math.max(schema.minItems ?? 0, fullness.full ? 1 : 0),
        maxLength: schema.maxItems ?? 5,
      });
    case 'object':
      return object(schema, root, fullness);
    default:
      throw new Error(`No arbitrary for the type ${type}`);
  }
}

function text({ minLength = 0, maxLength = 40, pattern }: Schema): fc.Arbitrary<string> {
  const any = fc.string({ unit: 'grapheme', maxLength: Math.min(maxLength, 40) });
  const written =
    pattern === undefined ? any : fc.oneof(any, fc.stringMatching(new RegExp(pattern)));
  return written.filter((value) => {
    const length = Array.from(value).length;
    return (
      length >= minLength &&
      length <= maxLength &&
      (pattern === undefined || new RegExp(pattern, 'u').test(value))
    );
  });
}

function object(schema: Schema, root: Schema, fullness: Fullness): fc.Arbitrary<object> {
  const { properties, required = [] } = schema;
  if (!properties)
    return fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue(), { maxKeys: 3 });
  const fields = Object.fromEntries(
    Object.entries(properties).map(([key, field]) => [key, arbitraryOf(field, root, fullness)]),
  );
  const listed = fc.record(fields, {
    requiredKeys: fullness.full ? Object.keys(fields) : [...required],
    noNullPrototype: true,
  });
  const further = fc.dictionary(
    fc.string({ maxLength: 8 }).filter((key) => !(key in properties)),
    fc.jsonValue(),
    { maxKeys: 2 },
  );
  return fc.tuple(listed, further).map(([known, unknown]) => ({ ...unknown, ...known }));
}

/** A field somewhere in the values of a schema. */
export interface FieldPath {
  /** Its keys; a number stands for the first item of an array. */
  readonly keys: readonly (string | number)[];
  /** As an explanation writes it: `data.errors[0].field`. */
  readonly path: string;
  readonly optional: boolean;
  readonly schema: Schema;
}

/** Every field that a schema lists, in depth. */
export function fieldPaths(schema: Schema, root: Schema, above: FieldPath[] = []): FieldPath[] {
  if (schema.$ref !== undefined) {
    const target = resolve(schema.$ref, root);
    return fieldPaths(target.schema, target.root, above);
  }
  const parent = above.at(-1);
  const at = (key: string | number, field: Schema, optional: boolean): FieldPath[] => {
    const prefix = parent?.path ?? '';
    const step = typeof key === 'number' ? `[${key}]` : prefix === '' ? key : `.${key}`;
    const own: FieldPath = {
      keys: [...(parent?.keys ?? []), key],
      path: prefix + step,
      optional,
      schema: field,
    };
    return [own, ...fieldPaths(field, root, [...above, own])];
  };
  if (schema.items) return at(0, schema.items, false);
  return Object.entries(schema.properties ?? {}).flatMap(([key, field]) =>
    at(key, field, !schema.required?.includes(key)),
  );
}

/** A copy of `value` with something else at one of its fields; `undefined` takes the field away. */
export function withAt(
  value: unknown,
  [key, ...rest]: readonly (string | number)[],
  replacement: unknown,
): unknown {
  if (key === undefined) return replacement;
  if (Array.isArray(value)) {
    const items: unknown[] = [...(value as unknown[])];
    items[key as number] = withAt(items[key as number], rest, replacement);
    return items;
  }
  const fields = { ...(value as Record<string, unknown>) };
  const inner = withAt(fields[key], rest, replacement);
  if (inner === undefined) Reflect.deleteProperty(fields, key);
  else fields[key] = inner;
  return fields;
}
