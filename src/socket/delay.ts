import { interval, map, NEVER, skip, take, type Observable } from 'rxjs';

/** The longest that timers can wait, in milliseconds; with more they would fire at once. */
const LONGEST = 2 ** 31 - 1;

/** Emits every `period` milliseconds; never, if that is longer than timers can wait. */
export function every(period: number): Observable<number> {
  return period <= LONGEST ? interval(period) : NEVER;
}

/**
 * Errors after `delay` milliseconds. In a `race` with what is waited for, it is a timeout.
 *
 * ```
 * failAfter(4, error)  ----#
 * ```
 *
 * The time is waited in two halves: a tab that wakes up from being frozen, in which neither frames nor
 * timers came, gets its frames before the second is over.
 */
export function failAfter(delay: number, error: () => unknown): Observable<never> {
  return every(delay / 2).pipe(
    skip(1),
    take(1),
    map(() => {
      throw error();
    }),
  );
}
