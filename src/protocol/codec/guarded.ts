import * as t from 'io-ts';

/**
 * The same codec with a hand-written `is`. The generic check of a struct reads its fields through
 * a loop, which an engine cannot specialise; a frame that comes once per token is worth a guard
 * with its field names spelled out. A property test holds every such guard to its codec.
 */
export function guarded<A>(codec: t.Type<A>, is: (u: unknown) => boolean): t.Type<A> {
  return new t.Type<A>(codec.name, is as t.Is<A>, codec.validate, codec.encode);
}
