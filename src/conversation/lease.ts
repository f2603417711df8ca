import { Observable, Subscription, timer } from 'rxjs';
import { operatorError } from '../protocol';
import { closeCodeOf, describeCause, type Cause } from '../socket/cause';
import type { Connection, Live } from '../socket/connection';
import type { ConnectionState } from '../socket/state';
import type { OfflineQueueOptions } from './options';

/**
 * Holds the connection for as long as it is subscribed to, and emits its channel once. Waits while
 * the first attempt runs; what happens while the connection is down is the policy's to say.
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
  { live$ }: Connection<C>,
  whenOffline: 'reject' | OfflineQueueOptions,
): Observable<C> {
  let waiting = 0;

  return new Observable<C>((subscriber) => {
    const queued = new Subscription();
    const wait = (cause: Cause | undefined) => {
      if (whenOffline === 'reject') subscriber.error(offline('Sends are not queued', cause));
      else if (waiting >= whenOffline.limit) {
        subscriber.error(offline(`${whenOffline.limit} sends are waiting already`, cause));
      } else {
        waiting++;
        queued.add(() => {
          waiting--;
        });
        queued.add(
          timer(whenOffline.expiresAfter).subscribe(() => {
            subscriber.error(offline(`It waited for ${whenOffline.expiresAfter} ms`, cause));
          }),
        );
      }
    };

    let isQueued = false;
    let given = false;
    subscriber.add(queued);
    subscriber.add(
      live$.subscribe({
        next: ({ state, channel }: Live<C>) => {
          if (given) return;
          if (channel !== undefined) {
            given = true;
            queued.unsubscribe();
            subscriber.next(channel);
          } else if (state.status === 'closed') subscriber.error(gaveUp(state));
          else if (isDown(state) && !isQueued) {
            isQueued = true;
            wait(state.status === 'waiting' ? state.cause : undefined);
          }
        },
        error: (error: unknown) => {
          subscriber.error(error);
        },
      }),
    );
  });
}

function isDown(state: ConnectionState): boolean {
  return state.status === 'waiting' || (state.status === 'connecting' && state.attempt > 0);
}

function offline(why: string, cause: Cause | undefined) {
  return operatorError(
    'offline',
    'OFFLINE',
    `The connection is down${cause ? `: ${describeCause(cause)}` : ''}. ${why}; nothing was sent.`,
    { retryable: true, cause },
  );
}

function gaveUp({ cause, unauthorized }: Extract<ConnectionState, { status: 'closed' }>) {
  if (!cause) {
    return operatorError(
      'closed',
      'CLIENT_CLOSED',
      'The client has been closed; nothing was sent.',
      {},
    );
  }
  const closeCode = closeCodeOf(cause);
  const fields = { cause, ...(closeCode !== undefined && { closeCode }) };
  return unauthorized
    ? operatorError(
        'unauthorized',
        'UNAUTHORIZED',
        `The server refused the credentials: ${describeCause(cause)}. Nothing was sent.`,
        fields,
      )
    : operatorError(
        'connection',
        'CONNECTION_FAILED',
        `The connection was given up: ${describeCause(cause)}. Nothing was sent.`,
        fields,
      );
}
