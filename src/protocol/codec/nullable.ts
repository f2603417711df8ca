import * as t from 'io-ts';
import { Wrapping } from './wrapping';

/** The codec's type, or `null`. */
export function nullable<A>(codec: t.Type<A>): t.Type<A | null> {
  return new Wrapping<A | null>(codec, {
    name: `${codec.name} | null`,
    is: (u): u is A | null => u === null || codec.is(u),
    validate: (u, context) => (u === null ? t.success(u) : codec.validate(u, context)),
  });
}
