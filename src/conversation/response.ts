import type * as t from 'io-ts';
import { map, type OperatorFunction } from 'rxjs';
import { explain, type ServerEvent } from '../protocol';
import { undecodable } from './outcome';

/**
 * What the `immediate_response` to a request says, decoded.
 *
 * @throws SmoothOperatorError of kind `undecodable`
 */
export function dataOf<A>(event: ServerEvent, codec: t.Type<A>): A {
  const decoded = codec.decode(event.data);
  if (decoded._tag === 'Right') return decoded.right;
  throw undecodable(explain(decoded.left, { tag: event.type }), event.requestId ?? '');
}

/** The same of each. */
export function responseData<A>(codec: t.Type<A>): OperatorFunction<ServerEvent, A> {
  return map((event) => dataOf(event, codec));
}
