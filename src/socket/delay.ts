import { interval, map, NEVER, take, type Observable } from 'rxjs';

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
 * failAfter(3, error)  ---#
 * ```
 */
export function failAfter(delay: number, error: () => unknown): Observable<never> {
  return every(delay).pipe(
    take(1),
    map(() => {
      throw error();
    }),
  );
}
