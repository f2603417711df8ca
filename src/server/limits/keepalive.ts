import { asyncScheduler, Observable, type MonoTypeOperatorFunction } from 'rxjs';
import { untilLeft } from '../untilLeft';

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
      let heardAt = asyncScheduler.now();
      const rest = () => {
        const left = heardAt + ms - asyncScheduler.now();
        return Math.min(Math.max(left, 0), ms); // a clock may be set back
      };
      const heard = (value: T) => {
        heardAt = asyncScheduler.now();
        subscriber.next(value);
      };
      const fails = (error: unknown) => {
        subscriber.error(error);
      };
      subscriber.add(
        asyncScheduler.schedule(function () {
          try {
            if (rest() === 0) heard(say());
          } catch (error) {
            fails(error);
          }
          this.schedule(undefined, rest());
        }, ms),
      );
      return source$.pipe(untilLeft(subscriber)).subscribe({
        next: heard,
        error: fails,
        complete: () => {
          subscriber.complete();
        },
      });
    });
  };
}
