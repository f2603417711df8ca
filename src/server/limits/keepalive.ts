import { connect, map, merge, type MonoTypeOperatorFunction } from 'rxjs';
import { silence } from './silence';

/**
 * Says something whenever the source has been silent for so long.
 *
 * ```
 * source              --a-a-----------b|
 * keptAlive(4 ms, k)  --a-a---k---k---b|
 * ```
 *
 * @param ms - `Infinity`: never
 */
export function keptAlive<T>(ms: number, say: () => T): MonoTypeOperatorFunction<T> {
  return connect((source$) => merge(source$, source$.pipe(silence(ms), map(say))));
}
