import type { JsonObject } from '../../protocol/codec/primitives';
import { ValidationError } from '../errors';

/** A path with its `{…}` filled, each as one segment whatever it holds, and a query. */
export function pathOf(
  template: string,
  params?: Readonly<Record<string, string>>,
  query: JsonObject = {},
): string {
  const path = params
    ? template.replace(/\{(\w+)\}/g, (_, name: string) => segment(params[name], name))
    : template;
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, value as string);
  }
  return search.size > 0 ? `${path}${path.includes('?') ? '&' : '?'}${search}` : path;
}

function segment(value = '', name: string): string {
  // No way of writing dots keeps them from being taken for a step up.
  if (/^\.{0,2}$/.test(value)) {
    throw new ValidationError(`${name} cannot be ${value ? 'dots' : 'empty'}`, {
      code: 'INVALID_ARGUMENT',
    });
  }
  return encodeURIComponent(value);
}
