import { defer, finalize, type Observable } from 'rxjs';
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

/**
 * A client's policy: sends are rejected, or so many wait at a time and so long each.
 *
 * @param count - told how many more sends wait, or fewer
 */
export function offlineQueue(
  policy: 'reject' | OfflineQueueOptions,
  count: (change: number) => void,
): Patience {
  let waiting = 0;
  const change = (by: number) => {
    waiting += by;
    count(by);
  };

  return {
    wait: (cause) => {
      if (policy === 'reject') throw offline('Sends are not queued', cause);
      const { limit, expiresAfter } = policy;
      if (waiting >= limit) throw offline(`${limit} sends wait already`, cause);
      return defer(() => {
        change(1);
        return failAfter(expiresAfter, () => offline(`It waited for ${expiresAfter} ms`, cause));
      }).pipe(
        finalize(() => {
          change(-1);
        }),
      );
    },
  };
}

function offline(why: string, cause: Cause | undefined) {
  return operatorError(
    'offline',
    'OFFLINE',
    `The connection is down${cause ? `: ${describeCause(cause)}` : ''}. ${why}; nothing was sent.`,
    { retryable: true, cause },
  );
}
