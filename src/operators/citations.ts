import { filter, map, type OperatorFunction } from 'rxjs';
import type { Citation } from '../protocol';
import type { TurnEvent } from '../conversation/events';

/**
 * What the answer is founded on: the citations of the `eventual_response`, once, and an empty list
 * when it has none.
 *
 * ```
 * turn         ack--t--t--(eventual_response|)
 * citations()  -----------([c1, c2]|)
 * ```
 *
 * @example
 * turn$.pipe(citations()).subscribe((sources) => footer.show(sources.map(({ title }) => title)));
 */
export function citations(): OperatorFunction<TurnEvent, readonly Citation[]> {
  return (turn$) =>
    turn$.pipe(
      filter((event) => event.type === 'eventual_response'),
      map((event) => event.data.data.citations ?? []),
    );
}
