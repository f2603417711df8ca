import {
  concat,
  distinctUntilChanged,
  EMPTY,
  map,
  NEVER,
  of,
  switchMap,
  take,
  type Observable,
} from 'rxjs';
import { operatorError } from '../protocol';
import { closeCodeOf, describeCause, type Cause } from '../socket/cause';
import type { Live } from '../socket/connection';
import { isDown, type ConnectionState } from '../socket/state';
import type { Hold } from './hold';
import type { Patience } from './offline';

/**
 * Holds the connection for as long as it is subscribed to, and emits its channel once. Waits while
 * the first attempt runs; what happens while the connection is down is the patience's to say.
 *
 * ```
 * live    connecting--open----waiting---
 * lease   ------------c----------------!
 * live    waiting------connecting--open-
 * reject  #                                  kind: offline
 * queue   -------------------------c---!     or # after expiresAfter
 * ```
 */
export function lease<C>(
  live$: Observable<Live<C>>,
  hold: Hold,
  patience: Patience,
): Observable<C> {
  const channel$ = live$.pipe(
    map((live) => {
      if (live.state.status === 'closed') throw gaveUp(live.state);
      return live;
    }),
    distinctUntilChanged((before, now) => isDown(before.state) && isDown(now.state)),
    switchMap(({ state, channel }) => {
      if (channel !== undefined) return of(channel);
      return isDown(state) ? patience.wait((state as { readonly cause?: Cause }).cause) : EMPTY;
    }),
    take(1),
  );

  return hold.during(concat(channel$, NEVER));
}

function gaveUp({ cause, unauthorized }: Extract<ConnectionState, { status: 'closed' }>) {
  if (!cause) {
    return operatorError('closed', 'CLIENT_CLOSED', 'The client was closed; nothing was sent.', {});
  }
  const [kind, code, what] = unauthorized
    ? (['unauthorized', 'UNAUTHORIZED', 'The server refused the credentials'] as const)
    : (['connection', 'CONNECTION_FAILED', 'The connection was given up'] as const);
  const message = `${what}: ${describeCause(cause)}; nothing was sent.`;
  return operatorError(kind, code, message, { cause, ...closeCodeOf(cause) });
}
