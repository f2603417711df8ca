import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  catchError,
  defer,
  EMPTY,
  finalize,
  fromEvent,
  merge,
  mergeMap,
  of,
  takeUntil,
  tap,
  type Observable,
} from 'rxjs';
import { refuse } from '../refuse';
import type { Service } from '../service';
import type { Caller } from './admission';

export const NO_TOKEN = 'A valid token is needed, in the query parameter “token”.';

/** An upgrade, as far as it tells who asks for it. */
export type UpgradeRequest = Pick<IncomingMessage, 'url' | 'headers'>;

/**
 * Who asks for this upgrade. Emits the caller and completes; or refuses, 401 for who may not come
 * and 503 when it cannot be told, and completes. Unsubscribing before that hangs up.
 */
export function callerOf(
  { url = '', headers: { origin } }: UpgradeRequest,
  socket: Duplex,
  { admit, log }: Pick<Service, 'admit' | 'log'>,
): Observable<Caller> {
  return defer(() => {
    let isDecided = false;
    const turnAway = (status: number, why: string, headers: Record<string, string> = {}) => {
      log({ kind: 'turnedAway', status });
      refuse(socket, status, why, headers);
      return EMPTY;
    };
    return admit({ token: tokenOf(url), origin }).pipe(
      tap({
        next: () => {
          isDecided = true;
        },
        error: () => {
          isDecided = true;
        },
      }),
      mergeMap((caller) => {
        if (caller) return of(caller);
        return turnAway(401, NO_TOKEN, { 'WWW-Authenticate': 'Bearer' });
      }),
      catchError((error: unknown) => {
        log({ kind: 'failed', error });
        return turnAway(503, 'The token cannot be checked at the moment. Try again later.');
      }),
      takeUntil(merge(fromEvent(socket, 'close'), fromEvent(socket, 'error'))),
      finalize(() => {
        if (!isDecided) socket.destroy();
      }),
    );
  });
}

/** The token of a URL, as it is asked for. */
export function tokenOf(url: string): string | undefined {
  const query = url.indexOf('?');
  return query < 0
    ? undefined
    : (new URLSearchParams(url.slice(query + 1)).get('token') ?? undefined);
}
