import { filter, interval, map, scan, type Observable } from 'rxjs';

/** Silence is counted in tenths of its period. */
export const TENTHS = 10;

/**
 * Emits each time `heard()` has not changed for `period` milliseconds, once per silence.
 *
 * ```
 * heard    1--2-----------------------3----
 * period      |---------|
 * result   -------------x------------------
 * ```
 *
 * Nothing is done per frame but counting; the clock is read by a timer alone, ten times a period,
 * so that a silence is noticed at most a tenth late. And because ticks are counted instead of
 * time, a frozen tab, in which neither frames nor ticks arrive, is not taken for a silent server.
 */
export function silence(heard: () => number, period: number): Observable<void> {
  return interval(period / TENTHS).pipe(
    scan(
      ({ last, ticks }) => {
        const now = heard();
        return now === last ? { last, ticks: ticks + 1 } : { last: now, ticks: 0 };
      },
      { last: heard(), ticks: 0 },
    ),
    filter(({ ticks }) => ticks === TENTHS),
    map(() => undefined),
  );
}
