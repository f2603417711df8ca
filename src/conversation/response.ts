import type * as t from 'io-ts';
import { map, type OperatorFunction } from 'rxjs';
import { explain, type ServerEvent } from '../protocol';
import { undecodable } from './outcome';

/** What the `immediate_response` to a request says, decoded. */
export function responseData<A>(codec: t.Type<A>): OperatorFunction<ServerEvent, A> {
  return map((event) => {
    const decoded = codec.decode(event.data);
    if (decoded._tag === 'Right') return decoded.right;
    throw undecodable(explain(decoded.left, { tag: event.type }), event.requestId ?? '');
  });
}
