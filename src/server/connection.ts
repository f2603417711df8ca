import {
  catchError,
  connect,
  defer,
  filter,
  finalize,
  ignoreElements,
  last,
  map,
  merge,
  mergeMap,
  of,
  switchMap,
  take,
  takeUntil,
  tap,
  type Observable,
} from 'rxjs';
import { ANYBODY, type Caller } from './access/admission';
import { answerFrame } from './answerFrame';
import { Attention } from './backplanes/attention';
import { Outbox } from './limits/outbox';
import { Requests } from './limits/requests';
import { silence } from './limits/silence';
import type { Peer } from './peer';
import type { ServerSocket } from './serverSocket';
import type { Service } from './service';

/** What the server says to a client it has no more to say to: how the socket is to be closed. */
export interface Farewell {
  readonly code: number;
  readonly reason: string;
}

const IDLE: Farewell = { code: 1000, reason: 'idle' };
const DRAINING: Farewell = { code: 1001, reason: 'server draining' };
const FAILED: Farewell = { code: 1011, reason: 'the server failed' };
const TOO_SLOW: Farewell = { code: 1013, reason: 'the client reads too slowly' };

/**
 * Serves one client: subscribing begins, unsubscribing abandons it, and it completes when the
 * client has left. Each frame is answered as it comes, also while a turn runs; leaving aborts
 * whatever is under way. No frame, however malformed, ends it.
 *
 * It emits once at most, and completes then: when it is the server who leaves, because the client has
 * been idle or reads too slowly, because the server stops and nothing is under way any more, or
 * because what the host gave it, its clock or its ids, fails.
 */
export function serve(
  socket: ServerSocket,
  service: Service,
  caller: Caller = ANYBODY,
): Observable<Farewell> {
  return defer(() => {
    const connectionId = service.ids();
    const { address } = socket;
    const requests = new Requests();
    const peer: Peer = { connectionId, service, ...caller, address, requests, turn: undefined };
    const attention = new Attention(peer);
    const outbox = new Outbox(socket, service);
    service.log({ kind: 'connected', connectionId });

    return socket.frames$.pipe(
      connect((frames$) => {
        const texts$ = merge(
          attention.frames(),
          frames$.pipe(
            outbox.paced(),
            mergeMap((frame) =>
              answerFrame(frame, peer, (action, event) => {
                attention.notice(action, event);
              }),
            ),
          ),
        );
        return merge(
          outbox.overdue().pipe(map(() => TOO_SLOW)),
          texts$.pipe(
            tap((text) => {
              outbox.send(text);
            }),
            ignoreElements(),
          ),
          idle(frames$, peer).pipe(map(() => IDLE)),
          service.drain.begins$.pipe(
            switchMap(() => requests.settled$),
            map(() => DRAINING),
          ),
        ).pipe(take(1), takeUntil(frames$.pipe(last(null, null))));
      }),
      tap(({ code, reason }) => {
        service.log({ kind: 'hungUp', connectionId, code, reason });
      }),
      finalize(() => {
        service.log({ kind: 'disconnected', connectionId });
      }),
    );
  }).pipe(
    // Without ids or a clock there is no answer to anything, not even an error.
    catchError((error: unknown) => {
      service.log({ kind: 'failed', error });
      return of(FAILED);
    }),
  );
}

/** Emits when no frame has come for long and nothing is under way. */
function idle(frames$: Observable<unknown>, { requests, service }: Peer): Observable<unknown> {
  return frames$.pipe(
    silence(service.limits.idleTimeout),
    filter(() => requests.open === 0),
  );
}
