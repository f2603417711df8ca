import { filter, map, type OperatorFunction } from 'rxjs';
import type { TurnEvent } from '../conversation/events';

/**
 * What the model thinks before it answers: the text of each `stream_reasoning`. Few servers send it.
 *
 * ```
 * turn         ack--r(Let)--r( me see)--t(Yes)--(eventual_response|)
 * reasoning()  -----Let-----( me see)-----------|
 * ```
 *
 * @example
 * session.turn('Is it in stock?').pipe(reasoning()).subscribe((thought) => panel.append(thought));
 */
export function reasoning(): OperatorFunction<TurnEvent, string> {
  return (turn$) =>
    turn$.pipe(
      filter((event) => event.type === 'stream_reasoning'),
      map((event) => event.data.token),
    );
}
