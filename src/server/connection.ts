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
import {
  decodeClientAction,
  ErrorCode,
  type ActionTag,
  type ClientAction,
  type DecodeFailure,
  type ErrorEvent,
  type ServerEvent,
} from '../protocol';
import type { Principal } from './access/principal';
import { handlers } from './actions';
import type { Handler, Peer } from './peer';
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
export function serve(
  socket: ServerSocket,
  service: Service,
  principal?: Principal,
): Observable<never> {
  return defer(() => {
    const peer: Peer = { connectionId: service.ids(), service, principal, turn: undefined };
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

/** The events that one frame is answered with, as text. Never errors. */
function answer(frame: string | Uint8Array, peer: Peer): Observable<string> {
  const { connectionId, service } = peer;
  const { events, log, limits } = service;
  const encoded = map((event: ServerEvent): string => {
    if (event.type === 'error') log({ kind: 'refused', connectionId, code: event.data.error.code });
    return JSON.stringify(event);
  });

  if (isLargerThan(limits.frameBytes, frame)) {
    const message = `The frame is larger than ${limits.frameBytes} bytes.`;
    return of(events.error(undefined, ErrorCode.VALIDATION_ERROR, message)).pipe(encoded);
  }
  const decoded = decodeClientAction(frame);
  if (decoded._tag === 'Left') return of(refusal(decoded.left, service)).pipe(encoded);

  const action = decoded.right;
  return defer(() => handle(action, peer)).pipe(
    encoded,
    catchError((error: unknown) => {
      log({ kind: 'failed', connectionId, error });
      const message = 'The server failed on this request.';
      return of(events.error(action.requestId, ErrorCode.INTERNAL_ERROR, message)).pipe(encoded);
    }),
  );
}

function handle(action: ClientAction, peer: Peer): Observable<ServerEvent> {
  // The table pairs each tag with the handler of its own action.
  const handler = handlers[action.action] as Handler<ClientAction> | undefined;
  return handler
    ? handler(action, peer)
    : of(unsupported(action.action, action.requestId, peer.service));
}

function refusal({ kind, tag, requestId, message }: DecodeFailure, service: Service): ErrorEvent {
  return tag !== undefined && !(kind === 'wrong_shape' && handlers[tag as ActionTag])
    ? unsupported(tag, requestId, service)
    : service.events.error(requestId, ErrorCode.VALIDATION_ERROR, message);
}

function unsupported(tag: string, requestId: string | undefined, { events }: Service): ErrorEvent {
  const shown = tag.length > 40 ? `${tag.slice(0, 40)}…` : tag;
  return events.error(
    requestId,
    ErrorCode.UNSUPPORTED_ACTION,
    `This server has no action ${shown}.`,
  );
}

function isLargerThan(max: number, frame: string | Uint8Array): boolean {
  if (typeof frame !== 'string') return frame.byteLength > max;
  // A character takes one to three bytes: most frames need no counting.
  return frame.length > max || (frame.length * 3 > max && Buffer.byteLength(frame) > max);
}
