import type * as t from 'io-ts';

/** What a codec makes of an answer; throws when it is none. */
export function read<A>(codec: t.Type<A>, wire: unknown): A {
  const decoded = codec.decode(wire);
  if (decoded._tag === 'Left') throw new Error(`${codec.name} refuses ${JSON.stringify(wire)}`);
  return decoded.right;
}
