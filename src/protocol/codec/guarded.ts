import type * as t from 'io-ts';
import { Wrapping } from './wrapping';

/**
 * The same codec with a hand-written `is`. The generic check of a struct reads its fields through
 * a loop, which an engine cannot specialise; a frame that comes once per token is worth a guard
 * with its field names spelled out. A property test holds every such guard to its codec.
 */
export function guarded<A>(codec: t.Type<A>, is: (u: unknown) => boolean): t.Type<A> {
  return new Wrapping<A>(codec, { is: is as t.Is<A> });
}
