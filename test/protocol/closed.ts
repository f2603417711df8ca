import type { Schema } from './catalogue';

/** The same schema without room for further fields, wherever it lists any: what may be sent. */
export function closed(schema: Schema): Schema {
  const { properties, items, $defs } = schema;
  return {
    ...schema,
    ...(properties && { properties: each(properties), additionalProperties: false }),
    ...(items && { items: closed(items) }),
    ...($defs && { $defs: each($defs) }),
  };
}

function each(schemas: Readonly<Record<string, Schema>>): Record<string, Schema> {
  return Object.fromEntries(Object.entries(schemas).map(([key, schema]) => [key, closed(schema)]));
}
