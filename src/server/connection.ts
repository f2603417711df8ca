import {
  catchError,
  connect,
  defer,
  finalize,
  ignoreElements,
  last,
  map,
  mergeMap,
  of,
  takeUntil,
  tap,
  type Observable,
} from 'rxjs';
import { ErrorCode, type ServerEvent } from '../protocol';
import { dispatch } from './actions';
import type { Peer } from './peer';
import type { Service } from './service';

/** What a connection needs of a socket. */
export interface ServerSocket {
  /** Each frame, text or binary. Completes when the socket has closed, whoever closed it. */
  readonly frames$: Observable<string | Uint8Array>;
  /** Sends a text frame. Never throws: after the close it does nothing. */
  send(text: string): void;
}

/**
 * Serves one client: subscribing begins, unsubscribing abandons it, and it completes when the
 * client has left. Each frame is answered as it comes, also while a turn runs; leaving aborts
 * whatever is under way. No frame, however malformed, ends it.
 */
export function serve(socket: ServerSocket, service: Service): Observable<never> {
  return defer(() => {
    const peer: Peer = { connectionId: service.ids(), service, turn: undefined };
    const { connectionId } = peer;
    service.log({ kind: 'connected', connectionId });

    return socket.frames$.pipe(
      connect((frames$) =>
        frames$.pipe(
          mergeMap((frame) => answer(frame, peer)),
          takeUntil(frames$.pipe(last(null, null))),
        ),
      ),
      tap((text) => {
        socket.send(text);
      }),
      ignoreElements(),
      finalize(() => {
        service.log({ kind: 'disconnected', connectionId });
      }),
    );
  });
}

/** The events one frame is answered with, as text. */
function answer(frame: string | Uint8Array, peer: Peer): Observable<string> {
  const { connectionId, service } = peer;
  const encoded = map((event: ServerEvent) => {
    if (event.type === 'error')
      service.log({ kind: 'refused', connectionId, code: event.data.error.code });
    return JSON.stringify(event);
  });
  return defer(() => dispatch(frame, peer)).pipe(
    encoded,
    catchError((error: unknown) => {
      service.log({ kind: 'failed', connectionId, error });
      return of(
        service.events.error(
          undefined,
          ErrorCode.INTERNAL_ERROR,
          'The server failed on this request.',
        ),
      ).pipe(encoded);
    }),
  );
}
