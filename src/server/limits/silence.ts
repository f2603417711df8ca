import {
  asyncScheduler,
  defer,
  filter,
  map,
  merge,
  ignoreElements,
  last,
  repeat,
  connect,
  takeUntil,
  tap,
  timer,
  type OperatorFunction,
} from 'rxjs';

/**
 * Emits whenever the source has been silent for so long, and ends with it.
 *
 * ```
 * source         --a-a-----------|
 * silence(4 ms)  --------s---s---|
 * ```
 *
 * One timer serves many values: a value costs a look at the clock.
 *
 * @param ms - `Infinity`: never
 */
export function silence(ms: number): OperatorFunction<unknown, void> {
  if (ms === Infinity) return ignoreElements();
  return connect((source$) => {
    const now = () => asyncScheduler.now();
    let heardAt = now();
    const rest = () => Math.min(Math.max(heardAt + ms - now(), 0), ms); // a clock may be set back
    const heard = () => {
      heardAt = now();
    };
    return merge(
      source$.pipe(tap(heard), ignoreElements()),
      defer(() => timer(rest())).pipe(
        filter(() => rest() === 0),
        map(heard),
        repeat(),
        takeUntil(source$.pipe(last(null, null))),
      ),
    );
  });
}
