import * as t from 'io-ts';
import { Wrapping } from './wrapping';

/**
 * Wraps a codec for a field that must never fail its frame: `is` and `encode` are the codec's own,
 * `decode` replaces what does not fit by `mend(value)`. Returning `undefined` leaves the field out.
 *
 * @example
 * const limit = tolerant(integer(1, 100), () => 50);
 */
export function tolerant<A>(
  codec: t.Type<A>,
  mend: (value: unknown) => A | undefined = () => undefined,
): t.Type<A> {
  return new Wrapping<A>(codec, {
    validate: (u) => t.success(codec.is(u) ? u : (mend(u) as A)),
  });
}
