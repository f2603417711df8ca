import type { JsonObject } from '../../protocol/codec/primitives';
import type { CallOptions } from '../options';
import { withoutUndefined } from '../withoutUndefined';

/** What an option of a call is; all others are of the method. */
const CALL: Readonly<Record<keyof CallOptions, true>> = {
  headers: true,
  userId: true,
  conversationId: true,
  routeTo: true,
  timeout: true,
  retry: true,
  onResponse: true,
  signal: true,
};

/**
 * The options of a method in two parts: how it is called, and what the wire is told, by the names
 * that the wire has: `topN` is `top_n`. Defaults stand for what is not given, `extra` goes along.
 */
export function told(
  defaults: JsonObject,
  options: object = {},
): { readonly call: CallOptions; readonly wire: JsonObject } {
  const { extra, ...all } = { ...defaults, ...withoutUndefined(options) } as JsonObject;
  const parts = { call: {} as Record<string, unknown>, wire: {} as Record<string, unknown> };
  for (const [name, value] of Object.entries(all)) {
    if (name in CALL) parts.call[name] = value;
    else parts.wire[name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] = value;
  }
  return { call: parts.call, wire: { ...parts.wire, ...(extra as JsonObject | undefined) } };
}
