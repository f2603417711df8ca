import { Document } from 'yaml';
import type { Configuration } from './configuration';
import { ALL_SETTINGS } from './settings';

/** The configuration as YAML that could be its file, but for the secrets: each setting with its source. */
export function printedConfiguration({ values, origins }: Configuration): string {
  const document = new Document({});
  for (const [name, { isSecret }] of ALL_SETTINGS) {
    const value = (values as Readonly<Record<string, unknown>>)[name];
    const node = document.createNode(isSecret && value !== undefined ? '***' : (value ?? null), {
      flow: true,
    });
    node.comment = ` ${origins.get(name) ?? 'default'}`;
    document.setIn(name.split('.'), node);
  }
  return document.toString();
}
