import { catchError, defer, map, of, tap, type Observable } from 'rxjs';
import {
  decodeClientAction,
  ErrorCode,
  type ActionTag,
  type ClientAction,
  type DecodeFailure,
  type ErrorEvent,
  type ServerEvent,
} from '../protocol';
import { refusedOrigin } from './access/refusedOrigin';
import { handlers } from './actions';
import { refusalOf } from './limits/admission';
import type { Handler, Peer } from './peer';
import type { Service } from './service';

/** The largest frame that opens a session, in bytes: what it tells is kept with the session. */
const SESSION_MAX_BYTES = 65_536;

/**
 * The events that one frame is answered with, as text. Never errors.
 *
 * @param notice - is told each event of an action before it is sent
 */
export function answerFrame(
  frame: string | Uint8Array,
  peer: Peer,
  notice: (action: ClientAction, event: ServerEvent) => void,
): Observable<string> {
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
  if (action.action === 'create_conversation_session' && isLargerThan(SESSION_MAX_BYTES, frame)) {
    const message = `A session is opened by at most ${SESSION_MAX_BYTES} bytes.`;
    const { VALIDATION_ERROR } = ErrorCode;
    return of(events.error(action.requestId, VALIDATION_ERROR, message)).pipe(encoded);
  }
  return defer(() => handle(action, peer)).pipe(
    tap((event) => {
      notice(action, event);
    }),
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
  if (!handler) return of(unsupported(action.action, action.requestId, peer.service));
  const refused = refusedOrigin(action, peer) ?? refusalOf(action, peer);
  return refused ? of(refused) : peer.requests.count(handler(action, peer));
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
