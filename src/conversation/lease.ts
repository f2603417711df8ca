import {
  concat,
  distinctUntilChanged,
  EMPTY,
  finalize,
  map,
  NEVER,
  Observable,
  of,
  switchMap,
  take,
  type Subscription,
} from 'rxjs';
import { operatorError } from '../protocol';
import { closeCodeOf, describeCause, type Cause } from '../socket/cause';
import type { Live } from '../socket/connection';
import { failAfter } from '../socket/delay';
import type { ConnectionState } from '../socket/state';
import type { OfflineQueueOptions } from './options';

/** Keeps the connection for as long as anybody holds it. */
export class Hold {
  readonly #live$: Observable<unknown>;
  #holders = 0;
  #held: Subscription | undefined;

  constructor(live$: Observable<unknown>) {
    this.#live$ = live$;
  }

  take(): void {
    if (this.#holders++ === 0) this.#held = this.#live$.subscribe();
  }

  drop(): void {
    if (--this.#holders === 0) this.#held?.unsubscribe();
  }

  /** The source, with the connection held while it is subscribed to. */
  during<T>(source$: Observable<T>): Observable<T> {
    return new Observable((subscriber) => {
      this.take();
      subscriber.add(() => {
        this.drop();
      });
      subscriber.add(source$.subscribe(subscriber));
    });
  }
}

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
  live$: Observable<Live<C>>,
  hold: Hold,
  whenOffline: 'reject' | OfflineQueueOptions,
): Observable<C> {
  let queued = 0;

  /** Errors at once, or when the time is up; unsubscribing gives the place back. */
  const queue = (cause: Cause | undefined): Observable<never> => {
    if (whenOffline === 'reject') throw offline('Sends are not queued', cause);
    const { limit, expiresAfter } = whenOffline;
    if (queued >= limit) throw offline(`${limit} sends wait already`, cause);
    queued++;
    return failAfter(expiresAfter, () => offline(`It waited for ${expiresAfter} ms`, cause)).pipe(
      finalize(() => queued--),
    );
  };

  const channel$ = live$.pipe(
    map(({ state, channel }) => {
      if (state.status === 'closed') throw gaveUp(state);
      const isDown =
        state.status === 'waiting' || (state.status === 'connecting' && state.attempt > 0);
      return { channel, isDown, cause: 'cause' in state ? state.cause : undefined };
    }),
    distinctUntilChanged((before, now) => before.isDown && now.isDown),
    switchMap(({ channel, isDown, cause }) =>
      channel !== undefined ? of(channel) : isDown ? queue(cause) : EMPTY,
    ),
    take(1),
  );

  return hold.during(concat(channel$, NEVER));
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
    return operatorError('closed', 'CLIENT_CLOSED', 'The client was closed; nothing was sent.', {});
  }
  const [kind, code, what] = unauthorized
    ? (['unauthorized', 'UNAUTHORIZED', 'The server refused the credentials'] as const)
    : (['connection', 'CONNECTION_FAILED', 'The connection was given up'] as const);
  const message = `${what}: ${describeCause(cause)}. Nothing was sent.`;
  return operatorError(kind, code, message, { cause, ...closeCodeOf(cause) });
}
