// Writes the TypeScript types that the schemas of spec/schemas describe to
// test/protocol/schemaTypes.gen.ts, for a type test to hold them to the codecs' static types.
// With --check it writes nothing, and fails when the file is not what it would write.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as prettier from 'prettier';

const schemas = new URL('../spec/schemas/', import.meta.url);
const target = fileURLToPath(new URL('../test/protocol/schemaTypes.gen.ts', import.meta.url));

/** How a definition within a document is called: after the document, or by its own name. */
const NAMES = {
  Request: (title) => title,
  Response: (title) => `${title}Response`,
  Spec: (title) => `${title}Spec`,
  Values: (title) => `${title}Values`,
  Payload: (title) => `${title}Payload`,
};

const documents = readdirSync(schemas)
  .sort()
  .flatMap((kind) =>
    readdirSync(new URL(`${kind}/`, schemas))
      .sort()
      .map((file) => JSON.parse(readFileSync(new URL(`${kind}/${file}`, schemas), 'utf8'))),
  );

/** Every type by the reference that leads to it. */
const names = new Map(
  documents.flatMap(({ $id, $ref, $defs = {}, title }) => [
    ...($ref ? [] : [[$id, title]]),
    ...Object.keys($defs).map((key) => [`${$id}#/$defs/${key}`, NAMES[key]?.(title) ?? key]),
  ]),
);

function typeOf(schema, id) {
  const { $ref, enum: values, type, items, properties, required = [] } = schema;
  if ($ref) return nameOf($ref, id);
  if ('const' in schema) return JSON.stringify(schema.const);
  if (values) return values.map((value) => JSON.stringify(value)).join(' | ');
  if (Array.isArray(type))
    return type.map((each) => typeOf({ ...schema, type: each }, id)).join(' | ');
  switch (type) {
    case undefined:
      return 'unknown';
    case 'integer':
      return 'number';
    case 'array':
      return `readonly (${typeOf(items, id)})[]`;
    case 'object':
      return properties ? record(properties, required, id) : 'Readonly<Record<string, unknown>>';
    default:
      return type;
  }
}

function record(properties, required, id) {
  const fields = Object.entries(properties).map(
    ([key, field]) => `readonly ${key}${required.includes(key) ? '' : '?'}: ${typeOf(field, id)};`,
  );
  return `{ ${fields.join(' ')} }`;
}

function nameOf(ref, id) {
  const name = names.get(ref.startsWith('#') ? id + ref : ref);
  if (!name) throw new Error(`${id} refers to ${ref}, which there is not`);
  return name;
}

const definitions = documents.flatMap((document) => [
  ...(document.$ref ? [] : [[document.title, document, document.$id]]),
  ...Object.entries(document.$defs ?? {}).map(([key, schema]) => [
    names.get(`${document.$id}#/$defs/${key}`),
    schema,
    document.$id,
  ]),
]);

const source = [
  '// Generated from spec/schemas by scripts/schema-types.mjs. Do not edit.',
  ...definitions.map(([name, schema, id]) => `export type ${name} = ${typeOf(schema, id)};`),
  `/** Every type of the schemas by its name. */\nexport interface SchemaTypes { ${definitions
    .map(([name]) => `${name}: ${name};`)
    .join(' ')} }`,
].join('\n\n');

const formatted = await prettier.format(source, {
  ...(await prettier.resolveConfig(target)),
  parser: 'typescript',
});

if (!process.argv.includes('--check')) {
  writeFileSync(target, formatted);
} else if (readFileSync(target, 'utf8') !== formatted) {
  console.error('test/protocol/schemaTypes.gen.ts is out of date: run npm run spec:types');
  process.exitCode = 1;
}
