import { BehaviorSubject, defer, finalize, type Observable } from 'rxjs';
import { operatorError } from '../protocol';
import { describeCause, type Cause } from '../socket/cause';
import { failAfter } from '../socket/delay';

/** What becomes of a send while the connection is down. */
export interface Patience {
  /** Errors at once, or later. Unsubscribing gives up. */
  wait(cause: Cause | undefined): Observable<never>;
}

export interface OfflineQueueOptions {
  /** How many sends may wait; one more is rejected. */
  readonly limit: number;
  /** How long a send may wait before it is rejected. */
  readonly expiresAfter: number;
}

/** A client's policy: sends are rejected, or so many wait at a time and so long each. */
export class OfflineQueue implements Patience {
  readonly #policy: 'reject' | OfflineQueueOptions;
  readonly #length$ = new BehaviorSubject(0);
  /** How many sends wait. Replays. */
  readonly length$: Observable<number> = this.#length$.asObservable();

  constructor(policy: 'reject' | OfflineQueueOptions) {
    this.#policy = policy;
  }

  wait(cause: Cause | undefined): Observable<never> {
    const length$ = this.#length$;
    if (this.#policy === 'reject') throw offline('Sends are not queued', cause);
    const { limit, expiresAfter } = this.#policy;
    if (length$.value >= limit) throw offline(`${limit} sends wait already`, cause);
    return defer(() => {
      length$.next(length$.value + 1);
      return failAfter(expiresAfter, () => offline(`It waited for ${expiresAfter} ms`, cause));
    }).pipe(
      finalize(() => {
        length$.next(length$.value - 1);
      }),
    );
  }
}

function offline(why: string, cause: Cause | undefined) {
  return operatorError(
    'offline',
    'OFFLINE',
    `The connection is down${cause ? `: ${describeCause(cause)}` : ''}. ${why}; nothing was sent.`,
    { retryable: true, cause },
  );
}
