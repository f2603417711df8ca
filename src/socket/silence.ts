import { defer, filter, type Observable } from 'rxjs';
import { every } from './delay';

/** Silence is counted in tenths of its period. */
export const TENTHS = 10;

/**
 * Emits each time `heard()` has not changed for `period` milliseconds, and again for each further
 * period that it has not.
 *
 * ```
 * heard    1--2-----------------------3----
 * period      |---------|---------|
 * result   -------------x---------x--------
 * ```
 *
 * Nothing is done per frame but counting; the clock is read by a timer alone, ten times a period,
 * so that a silence is noticed at most a tenth late. And because ticks are counted instead of
 * time, a frozen tab, in which neither frames nor ticks arrive, is not taken for a silent server.
 */
export function silence(heard: () => number, period: number): Observable<unknown> {
  return defer(() => {
    let before = heard();
    let ticks = 0;
    return every(period / TENTHS).pipe(
      filter(() => {
        const now = heard();
        ticks = now === before ? (ticks % TENTHS) + 1 : 0;
        before = now;
        return ticks === TENTHS;
      }),
    );
  });
}
