import { filter, map, type OperatorFunction } from 'rxjs';
import { keptAlive } from './keepalive';

const SILENCE = Symbol('silence');

/**
 * Emits whenever the source has been silent for so long, and ends with it.
 *
 * ```
 * source         --a-a-----------|
 * silence(4 ms)  --------s---s---|
 * ```
 *
 * @param ms - `Infinity`: never
 */
export function silence(ms: number): OperatorFunction<unknown, void> {
  return (source$) =>
    source$.pipe(
      keptAlive<unknown>(ms, () => SILENCE),
      filter((value) => value === SILENCE),
      map(() => undefined),
    );
}
