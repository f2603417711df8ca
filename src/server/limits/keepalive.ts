import {
  asyncScheduler,
  defer,
  filter,
  map,
  Observable,
  repeat,
  timer,
  type MonoTypeOperatorFunction,
} from 'rxjs';

/**
 * Says something whenever the source has been silent for so long, and ends with it.
 *
 * ```
 * source              --a-a-----------b|
 * keptAlive(4 ms, k)  --a-a---k---k---b|
 * ```
 *
 * One timer serves many values: a value costs a look at the clock. A turn is many, so that this is one
 * Observable and not several that share the source.
 *
 * @param ms - `Infinity`: never
 */
export function keptAlive<T>(ms: number, say: () => T): MonoTypeOperatorFunction<T> {
  return (source$) => {
    if (ms === Infinity) return source$;
    return new Observable((subscriber) => {
      const now = () => asyncScheduler.now();
      let heardAt = now();
      const rest = () => Math.min(Math.max(heardAt + ms - now(), 0), ms); // a clock may be set back
      const heard = (value: T) => {
        heardAt = now();
        subscriber.next(value);
      };
      const fails = (error: unknown) => {
        subscriber.error(error);
      };
      const silence$ = defer(() => timer(rest())).pipe(filter(() => rest() === 0));
      subscriber.add(silence$.pipe(map(say), repeat()).subscribe({ next: heard, error: fails }));
      return source$.subscribe({
        next: heard,
        error: fails,
        complete: () => {
          subscriber.complete();
        },
      });
    });
  };
}
