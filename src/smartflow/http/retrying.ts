import { defer, retry, tap, timer, type Observable } from 'rxjs';
import { SmartflowError } from '../errors';
import type { RetryOptions } from '../options';

/**
 * Tries again what failed before it began to answer, in a way that may pass. `attempt` tells through
 * `began` that its answer has begun; so does whatever it emits.
 *
 * ```
 * attempt 1  --#  503
 * attempt 2           --#  503
 * attempt 3                      --a--b--#
 * retrying   ----------------------a--b--#
 * ```
 */
export function retrying<T>(
  { count, delay = 500, maxDelay = 30_000 }: RetryOptions,
  random: () => number,
  attempt: (began: () => void) => Observable<T>,
): Observable<T> {
  return defer(() => {
    let hasBegun = false;
    const began = () => {
      hasBegun = true;
    };
    return attempt(began).pipe(
      tap(began),
      retry({
        count,
        delay: (error: unknown, retries) => {
          if (!(error instanceof SmartflowError && error.retryable) || hasBegun) throw error;
          const { retryAfter } = error;
          const wait =
            retryAfter === undefined
              ? random() * Math.min(maxDelay, delay * 2 ** (retries - 1))
              : retryAfter * 1000;
          if (wait > maxDelay) throw error;
          return timer(wait);
        },
      }),
    );
  });
}
