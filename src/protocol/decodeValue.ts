import type * as t from 'io-ts';
import { isRecord } from './codec/record';
import { left, right, type Either } from './either';
import { explain, noSuchTag, notAnObject, requestIdOf, type DecodeFailure } from './failure';

/** Decodes what was parsed by the codec of its tag, which is looked up and never tried for. */
export function decodeValue<A>(
  value: unknown,
  key: 'type' | 'action',
  codecs: ReadonlyMap<unknown, t.Mixed>,
): Either<DecodeFailure, A> {
  if (!isRecord(value)) return left(notAnObject(value));
  const tag = value[key];
  const codec = codecs.get(tag);
  if (typeof tag !== 'string' || !codec) return left(noSuchTag(value, key));
  if (codec.is(value)) return right(value as A);
  const decoded = codec.decode(value);
  if (decoded._tag === 'Right') return decoded;
  return left(explain(decoded.left, { tag, requestId: requestIdOf(value) }));
}
