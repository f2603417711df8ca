import type * as t from 'io-ts';
import { Wrapping } from './wrapping';

/**
 * The same codec for a value that some servers or clients write differently: `decode` passes its
 * input through `repair` before it checks it, and fails as the codec does when that did not help.
 * `repair` returns what it need not change.
 *
 * @example
 * const Data = repaired(JsonObject, (value) => value ?? {});
 */
export function repaired<A>(codec: t.Type<A>, repair: (u: unknown) => unknown): t.Type<A> {
  return new Wrapping<A>(codec, { validate: (u, context) => codec.validate(repair(u), context) });
}
