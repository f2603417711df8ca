import * as t from 'io-ts';
import { list } from './primitives';

/**
 * Wraps a codec for a field that must never fail its frame: `is` and `encode` are the codec's own,
 * `decode` replaces what does not fit by `mend(value)`. `undefined` leaves the field out.
 */
export function tolerant<A>(
  codec: t.Type<A>,
  mend: (value: unknown) => A | undefined = () => undefined,
): t.Type<A> {
  return new t.Type<A>(
    codec.name,
    codec.is,
    (u) => t.success(codec.is(u) ? u : (mend(u) as A)),
    codec.encode,
  );
}

/** A list that keeps what fits of what it is given, and is left out when it is no list at all. */
export function tolerantList<A>(item: t.Type<A>): t.Type<readonly A[]> {
  return tolerant(list(item), (value) =>
    Array.isArray(value) ? value.filter((entry) => item.is(entry)) : undefined,
  );
}

/** A string that may come with white space around it, and must have something else in it. */
export const notBlank: t.Type<string> = new t.Type<string>(
  'string that is not blank',
  (u): u is string => typeof u === 'string' && u !== '' && u.trim() === u,
  (u, c) => {
    const trimmed = typeof u === 'string' ? u.trim() : '';
    return trimmed === '' ? t.failure(u, c) : t.success(trimmed);
  },
  t.identity,
);
