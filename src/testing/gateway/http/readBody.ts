import type * as t from 'io-ts';
import { explain } from '../../../protocol';
import { refuse } from './problem';
import type { RecordedRequest } from './recordedRequest';

/**
 * The body of a request, as a route wants it.
 *
 * @throws Refusal with 400 when it is something else
 */
export function readBody<A>(codec: t.Decoder<unknown, A>, { body }: RecordedRequest): A {
  const decoded = codec.decode(body);
  if (decoded._tag === 'Right') return decoded.right;
  return refuse(400, explain(decoded.left, { tag: 'The body' }).message, 'invalid_body');
}
