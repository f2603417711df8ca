import { concat, defer, EMPTY, map, of, switchMap, type Observable } from 'rxjs';
import type { ServerEvent } from '../../protocol';
import { textWithRoom } from '../limits/room';
import type { ToolCall } from '../model';
import { toolSpan } from '../tracing/spans';
import { traced } from '../tracing/traced';
import type { Transcript, Turn } from '../transcript';
import { contextOf } from './context';
import { failure, type Course } from './course';
import { withCurrentSession } from './currentSession';
import { gates } from './gates';
import { runTool } from './runTool';

/**
 * Makes one call of a tool.
 *
 * ```
 * plain   c---(r|)           c toolCall, r toolResult
 * parked  (qc)------(r|)     q what a person is asked; r once answered or expired
 * ```
 *
 * A denial, a failure and an unknown tool are results like any other: the model goes on with them.
 * The model reads a result whole, the client as much of it as a frame has room for. Errors when the
 * store does.
 */
export function callTool(
  call: ToolCall,
  turn: Turn,
  transcript: Transcript,
): Observable<ServerEvent> {
  const { requestId, service } = turn;
  const { events } = service;
  return defer(() => withCurrentSession(turn, turn.tools.get(call.name))).pipe(
    switchMap((current) => {
      const { asked, outcome$ } = courseOf(call, current, transcript);
      return concat(
        asked ? of(asked) : EMPTY,
        defer(() => of(events.toolCall(requestId, call.name, call.arguments))),
        outcome$.pipe(
          traced(toolSpan(call, turn)),
          map(({ isError, text }) => {
            transcript.resulted(call.id, text);
            return events.toolResult(requestId, call.name, isError, textWithRoom(text));
          }),
        ),
      );
    }),
  );
}

function courseOf(call: ToolCall, turn: Turn, transcript: Transcript): Course {
  const tool = turn.tools.get(call.name);
  if (!tool) return { outcome$: of(failure(`Error: there is no tool named ${call.name}.`)) };
  for (const gate of gates) {
    const course = gate(call, tool, turn, transcript);
    if (course) return course;
  }
  return { outcome$: runTool(tool, call.arguments, contextOf(turn, transcript)) };
}
