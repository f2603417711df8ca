import { timeout, type MonoTypeOperatorFunction } from 'rxjs';
import { SmartflowTimeoutError } from '../errors';

/** The longest delay that a timer takes. */
const TIMER_MAX = 2 ** 31 - 1;

/** Fails when nothing comes for so long: at first, or since the last. */
export function noLonger<T>(ms: number, host: string): MonoTypeOperatorFunction<T> {
  return (source$) =>
    ms === Infinity
      ? source$
      : source$.pipe(
          timeout({
            each: Math.min(ms, TIMER_MAX),
            with: () => {
              throw new SmartflowTimeoutError(`${host} was silent for ${ms} ms`);
            },
          }),
        );
}
