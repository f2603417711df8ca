import {
  asyncScheduler,
  BehaviorSubject,
  catchError,
  defer,
  distinctUntilChanged,
  EMPTY,
  filter,
  finalize,
  ignoreElements,
  map,
  merge,
  of,
  race,
  retry,
  share,
  Subject,
  switchMap,
  takeUntil,
  type Observable,
} from 'rxjs';
import { backoffDelay, type ReconnectOptions } from './backoff';
import type { Cause } from './cause';
import { verdictOn, type Classify } from './classify';
import { every, failAfter } from './delay';
import { openSocket, type OpenSocket } from './openSocket';
import { explained, type Probe } from './probe';
import type { CreateSocket } from './port';
import type { ConnectionState } from './state';
import { tokenOnce, withToken, type Token } from './token';
import { wakeUps } from './wake';

export interface ConnectionOptions<C> {
  readonly url: string;
  readonly protocols: string[];
  readonly token?: Token | undefined;
  readonly socket: CreateSocket;
  readonly probe?: Probe | undefined;
  readonly connectTimeout: number;
  readonly linger: number;
  readonly reconnect: Required<ReconnectOptions>;
  readonly classify: Classify;
  readonly random: () => number;
  /** Speaks over an open socket: emits what to speak through, lasts as long as the socket. */
  readonly attach: (socket: OpenSocket) => Observable<C>;
}

type Open = Extract<ConnectionState, { status: 'open' }>;
type Down = Exclude<ConnectionState, Open>;

/** The state, and while it is open, what to speak through. */
export type Live<C> =
  | { readonly state: Open; readonly channel: C }
  | { readonly state: Down; readonly channel?: undefined };

export interface Connection<C> {
  /** A subscription holds the socket: the first opens it, it lingers after the last. Replays. */
  readonly live$: Observable<Live<C>>;
  /** The same states, watched from outside: subscribing opens nothing. Replays. */
  readonly state$: Observable<ConnectionState>;
  /** The latest of these. */
  readonly now: () => Live<C>;
  /** Cuts a wait short, and starts again after giving up. */
  reconnectNow(): void;
  /** Ends the connection for good: 1000 on the socket, no retry, no timer. */
  close(): void;
}

/**
 * One socket at a time, for as long as somebody needs one: opened, lost, waited for, opened again.
 *
 * ```
 * live$   connecting-open------waiting---connecting-open-----!
 * socket            |----------#                    |--------x close(1000) after the linger
 * ```
 */
export function connection<C>(options: ConnectionOptions<C>): Connection<C> {
  const { reconnect, connectTimeout, linger } = options;
  const now$ = new BehaviorSubject<Live<C>>({ state: { status: 'idle' } });
  const reconnectNow$ = new Subject<void>();
  const closing$ = new Subject<void>();
  const ended: Live<C> = { state: { status: 'closed', unauthorized: false } };
  let isClosed = false;
  /** How often another attempt has been asked for. */
  let wishes = 0;

  const attempts$ = defer(() => {
    let failures = 0;
    let openedAt = Infinity;

    const open$ = race(
      tokenOnce(options.token, (token) => withToken(options.url, token)).pipe(
        switchMap((url) =>
          openSocket(options.socket, url, options.protocols).pipe(
            catchError(explained(options.probe, url, connectTimeout / 2)),
          ),
        ),
      ),
      failAfter(connectTimeout, (): Cause => ({
        kind: 'connect_timeout',
        afterMs: connectTimeout,
      })),
    ).pipe(
      switchMap((socket) => {
        openedAt = asyncScheduler.now();
        return options.attach(socket);
      }),
      map((channel) => {
        now$.next({ state: { status: 'open' }, channel });
      }),
    );

    /** Says so, and gives the signal for another attempt: at once, if somebody who is told wants it. */
    const announced = (state: Down, signal$: Observable<unknown>): Observable<unknown> => {
      const before = wishes;
      now$.next({ state });
      return wishes > before ? of(wishes) : signal$;
    };

    /** Says what follows, and emits when it is time for another attempt. */
    const afterLoss = (cause: Cause): Observable<unknown> => {
      const now = asyncScheduler.now();
      const attempt = now - openedAt >= reconnect.stableAfter ? 1 : failures + 1;
      const verdict = verdictOn(cause, options.classify);
      openedAt = Infinity;
      if (verdict !== 'retry' || attempt > reconnect.maxAttempts) {
        failures = 0;
        const unauthorized = verdict === 'unauthorized';
        return announced({ status: 'closed', cause, unauthorized }, reconnectNow$);
      }
      failures = attempt;
      const delay = backoffDelay(attempt, options.random(), reconnect);
      return announced(
        { status: 'waiting', attempt, nextRetryAt: now + delay, cause },
        race(every(delay), wakeUps(), reconnectNow$),
      );
    };

    return defer(() => {
      now$.next({ state: { status: 'connecting', attempt: failures } });
      return open$;
    }).pipe(retry({ delay: afterLoss }));
  });

  const effort$ = defer(() => (isClosed ? EMPTY : attempts$.pipe(takeUntil(closing$)))).pipe(
    finalize(() => {
      if (!isClosed) now$.next({ state: { status: 'idle' } });
    }),
    // A closed client has nothing to linger for.
    share({ resetOnRefCountZero: () => (isClosed || linger === 0 ? of(0) : every(linger)) }),
    ignoreElements(),
  );

  return {
    live$: merge(now$.pipe(filter(({ state }) => state.status !== 'idle')), effort$),
    state$: now$.pipe(
      map(({ state }) => state),
      distinctUntilChanged(),
    ),
    now: () => now$.value,
    reconnectNow: () => {
      wishes++;
      reconnectNow$.next();
    },
    close: () => {
      isClosed = true;
      now$.next(ended); // first: what is interrupted next finds it closed
      closing$.next();
    },
  };
}
