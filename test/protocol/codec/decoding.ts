import { isRight } from 'fp-ts/Either';
import type * as t from 'io-ts';
import { explain } from 'smooth-operator-rx/protocol';

/** Where decoding fails; `undefined` when it does not. */
export function failurePath(codec: t.Mixed, value: unknown): string | undefined {
  const decoded = codec.decode(value);
  return isRight(decoded) ? undefined : explain(decoded.left).path;
}

/** What decoding gives; throws when it fails. */
export function decoded<A>(codec: t.Type<A>, value: unknown): A {
  const result = codec.decode(value);
  if (isRight(result)) return result.right;
  throw new Error(explain(result.left).message);
}
