import { filter, map, type OperatorFunction } from 'rxjs';
import type { Usage } from '../protocol';
import type { TurnEvent } from '../conversation/events';

/**
 * What the turn cost: the tokens and dollars of the `eventual_response`, once. Emits nothing when
 * the server does not tell.
 *
 * ```
 * turn     ack--t--t--(eventual_response|)
 * usage()  -----------(u|)
 * ```
 *
 * @example
 * turn$.pipe(usage()).subscribe(({ promptTokens, completionTokens }) => meter.add(promptTokens, completionTokens));
 */
export function usage(): OperatorFunction<TurnEvent, Usage> {
  return (turn$) =>
    turn$.pipe(
      map((event) => (event.type === 'eventual_response' ? event.data.data.usage : undefined)),
      filter((used) => used !== undefined),
    );
}
