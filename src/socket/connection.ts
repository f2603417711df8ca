import {
  asyncScheduler,
  BehaviorSubject,
  catchError,
  concat,
  defer,
  distinctUntilChanged,
  endWith,
  finalize,
  ignoreElements,
  map,
  merge,
  of,
  repeat,
  ReplaySubject,
  share,
  Subject,
  switchMap,
  take,
  takeUntil,
  tap,
  throwError,
  timeout,
  timer,
  type Observable,
} from 'rxjs';
import { backoffDelay, type ReconnectOptions } from './backoff';
import type { Cause } from './cause';
import { classifyCause, type Classify, type Verdict } from './classify';
import { openSocket, type OpenSocket } from './openSocket';
import type { CreateSocket } from './port';
import type { ConnectionState } from './state';
import { tokenOnce, withToken, type Token } from './token';
import { wakeUps } from './wake';

export interface ConnectionOptions<C> {
  readonly url: string;
  readonly protocols: string[];
  readonly token: Token | undefined;
  readonly socket: CreateSocket;
  readonly connectTimeout: number;
  readonly linger: number;
  readonly reconnect: Required<ReconnectOptions>;
  readonly classify: Classify;
  readonly random: () => number;
  /** Speaks over an open socket: emits what to speak through, lasts as long as the socket. */
  readonly attach: (socket: OpenSocket) => Observable<C>;
}

/** The state, and while it is open, what to speak through. */
export type Live<C> =
  | { readonly state: Extract<ConnectionState, { status: 'open' }>; readonly channel: C }
  | {
      readonly state: Exclude<ConnectionState, { status: 'open' }>;
      readonly channel?: undefined;
    };

export interface Connection<C> {
  /** A subscription holds the socket: the first opens it, it lingers after the last. Replays. */
  readonly live$: Observable<Live<C>>;
  /** The same states, watched from outside: subscribing opens nothing. Replays. */
  readonly state$: Observable<ConnectionState>;
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
  const state$ = new BehaviorSubject<ConnectionState>({ status: 'idle' });
  const reconnectNow$ = new Subject<void>();
  const closing$ = new Subject<void>();
  const ended: Live<C> = { state: { status: 'closed', unauthorized: false } };
  let isClosed = false;

  const attempts$ = defer(() => {
    let failures = 0;
    let openedAt = Infinity;

    const opening$ = defer(() => tokenOnce(options.token)).pipe(
      switchMap((token) =>
        openSocket(options.socket, withToken(options.url, token), options.protocols),
      ),
      timeout({
        first: connectTimeout,
        with: () => throwError((): Cause => ({ kind: 'connect_timeout', afterMs: connectTimeout })),
      }),
      tap(() => {
        openedAt = asyncScheduler.now();
      }),
      switchMap(options.attach),
      map((channel): Live<C> => ({ state: { status: 'open' }, channel })),
    );

    const afterLoss = (cause: Cause): Observable<Live<C>> => {
      const wasStable = asyncScheduler.now() - openedAt >= reconnect.stableAfter;
      openedAt = Infinity;
      failures = wasStable ? 1 : failures + 1;

      const verdict = decide(options.classify, cause);
      if (verdict !== 'retry' || failures > reconnect.maxAttempts) {
        const unauthorized = verdict === 'unauthorized';
        const revived$ = reconnectNow$.pipe(
          take(1),
          tap(() => {
            failures = 0;
          }),
        );
        return thenWait({ status: 'closed', cause, unauthorized }, revived$);
      }
      const delay = backoffDelay(failures, options.random(), reconnect);
      return thenWait(
        {
          status: 'waiting',
          attempt: failures,
          nextRetryAt: asyncScheduler.now() + delay,
          cause,
        },
        merge(timer(delay), wakeUps(), reconnectNow$).pipe(take(1)),
      );
    };

    return defer(() =>
      concat(of<Live<C>>({ state: { status: 'connecting', attempt: failures } }), opening$),
    ).pipe(catchError(afterLoss), repeat());
  });

  const live$ = defer(() =>
    isClosed ? of(ended) : attempts$.pipe(takeUntil(closing$), endWith(ended)),
  ).pipe(
    tap(({ state }) => {
      state$.next(state);
    }),
    finalize(() => {
      if (!isClosed) state$.next({ status: 'idle' });
    }),
    share({
      connector: () => new ReplaySubject<Live<C>>(1),
      resetOnRefCountZero: linger > 0 ? () => timer(linger) : true,
    }),
  );

  return {
    live$,
    state$: state$.pipe(distinctUntilChanged()),
    reconnectNow: () => {
      reconnectNow$.next();
    },
    close: () => {
      isClosed = true;
      closing$.next();
      state$.next(ended.state);
    },
  };
}

function thenWait<C>(
  state: Exclude<ConnectionState, { status: 'open' }>,
  until$: Observable<unknown>,
): Observable<Live<C>> {
  return concat(of({ state }), until$.pipe(ignoreElements()));
}

/** A `classify` that throws decides nothing: the defaults do. */
function decide(classify: Classify, cause: Cause): Verdict {
  try {
    return classify(cause);
  } catch {
    return classifyCause(cause);
  }
}
