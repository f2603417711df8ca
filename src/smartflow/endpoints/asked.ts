import type { JsonObject } from '../../protocol/codec/primitives';
import type { CallOptions } from '../options';
import { withoutUndefined } from '../withoutUndefined';
import type { Asked, Endpoint } from './endpoint';

/** How a method is called; all other options are of the method. */
const CALL: ReadonlySet<string> = new Set<keyof CallOptions>([
  'headers',
  'userId',
  'conversationId',
  'routeTo',
  'timeout',
  'retry',
  'onResponse',
  'signal',
]);

/** What a call of a method asks for: its arguments, by the names of the wire. */
export function askedOf(
  { verb, path, takes = [], defaults, ask }: Endpoint<unknown>,
  args: readonly unknown[],
): Asked {
  const named = Object.fromEntries(takes.map((name, index) => [name, args[index]]));
  const options = (args[takes.length] ?? {}) as JsonObject;
  const { extra, ...all } = { ...defaults, ...withoutUndefined({ ...named, ...options }) };
  const call: Record<string, unknown> = {};
  const params: Record<string, string> = {};
  const wire: Record<string, unknown> = {};
  for (const [option, value] of Object.entries(all)) {
    const name = option.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    if (CALL.has(option)) call[option] = value;
    else if (path.includes(`{${name}}`)) params[name] = value as string;
    else wire[name] = value;
  }
  Object.assign(wire, extra);
  return {
    call,
    params,
    ...(ask ? ask(wire, call, params) : { [verb === 'GET' ? 'query' : 'body']: wire }),
  };
}
