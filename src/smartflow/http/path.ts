import type { JsonObject } from '../../protocol/codec/primitives';
import { demand } from '../invalid';
import { withoutUndefined } from '../withoutUndefined';

/** A path with its `{…}` filled, each as one segment whatever it holds, and a query. */
export function pathOf(
  template: string,
  params?: Readonly<Record<string, string>>,
  query: JsonObject = {},
): string {
  const path = params
    ? template.replace(/\{(\w+)\}/g, (_, name: string) => segment(params[name], name))
    : template;
  const search = String(new URLSearchParams(withoutUndefined(query) as Record<string, string>));
  return search ? `${path}${path.includes('?') ? '&' : '?'}${search}` : path;
}

function segment(value = '', name: string): string {
  // No way of writing dots keeps them from being taken for a step up.
  demand(!/^\.{0,2}$/.test(value), `${name} cannot be empty, or dots alone`);
  return encodeURIComponent(value);
}
