import { filter, map, type OperatorFunction } from 'rxjs';
import { toolActivity, type ToolActivity } from '../protocol';
import type { TurnEvent } from '../conversation/events';

/**
 * What the agent does with its tools: each call, and each result. The arguments of a call are an
 * object whichever server sent them.
 *
 * ```
 * turn         ack--chunk(call)--chunk(result)--t--(eventual_response|)
 * toolCalls()  -----c------------r-----------------|
 * ```
 *
 * The call of a tool that waits for approval is told, after its prompt and before it is decided:
 * only the result says whether it ran. A denied one is a result with `isError`.
 *
 * @example
 * turn$.pipe(toolCalls()).subscribe((activity) => log(activity.kind, activity.name));
 */
export function toolCalls(): OperatorFunction<TurnEvent, ToolActivity> {
  return (turn$) =>
    turn$.pipe(
      map((event) => (event.type === 'stream_chunk' ? toolActivity(event) : undefined)),
      filter((activity) => activity !== undefined),
    );
}
