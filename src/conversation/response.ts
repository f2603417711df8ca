import { map, type Observable } from 'rxjs';
import { actionResponses, explain, type ActionResponses, type ClientAction } from '../protocol';
import type { Channel, Unsent } from './channel';
import { undecodable } from './outcome';

/** The actions that an `immediate_response` answers with data. */
export type RequestTag = keyof ActionResponses;
export type RequestAction<A extends RequestTag> = Unsent<Extract<ClientAction, { action: A }>>;

/** Sends a request over a channel and emits its decoded answer. */
export function respond<A extends RequestTag>(
  channel: Channel,
  action: RequestAction<A> & { readonly action: A },
): Observable<ActionResponses[A]> {
  return channel.request(action as Unsent<ClientAction>).pipe(
    map((event) => {
      const codec = actionResponses[action.action];
      const data: unknown = 'data' in event ? event.data : undefined;
      const decoded = codec.decode(data);
      if (decoded._tag === 'Left') {
        throw undecodable(explain(decoded.left, { tag: event.type }), event.requestId ?? '');
      }
      return decoded.right as ActionResponses[A];
    }),
  );
}
