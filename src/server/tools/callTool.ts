import { concat, defer, map, of, switchMap, type Observable } from 'rxjs';
import type { ServerEvent } from '../../protocol';
import type { ToolCall } from '../model';
import type { Tool } from '../tools';
import type { Transcript, Turn } from '../transcript';
import { runTool, type ToolOutcome } from './runTool';

/**
 * Makes one call of a tool, after a person's approval if the tool needs one.
 *
 * ```
 * plain     c---(r|)              c toolCall, r toolResult
 * gated     (wc)------(r|)        w write_confirmation_required; r once answered or expired
 * ```
 *
 * A denial, a failure and an unknown tool are results like any other: the model goes on with them.
 */
export function callTool(
  call: ToolCall,
  turn: Turn,
  transcript: Transcript,
): Observable<ServerEvent> {
  const { requestId, session, service } = turn;
  const { tools, needsConfirmation, confirmations, events, clock, ids } = service;
  const { name, arguments: args } = call;
  const { sessionId, conversationId } = session;

  const announced$ = defer(() => of(events.toolCall(requestId, name, args)));
  const run = (tool: Tool) => runTool(tool, args, { sessionId, conversationId, clock, ids });
  const finished = map(({ isError, text }: ToolOutcome) => {
    transcript.resulted(call.id, text);
    return events.toolResult(requestId, name, isError, text);
  });

  const tool = tools.get(name);
  if (!tool) {
    return concat(announced$, of(failure(`Error: there is no tool named ${name}.`)).pipe(finished));
  }
  if (!needsConfirmation(name)) return concat(announced$, run(tool).pipe(finished));

  const asked$ = defer(() =>
    of(events.writeConfirmationRequired(requestId, name, describe(tool, args))),
  );
  const outcome$ = confirmations
    .park(sessionId)
    .pipe(
      switchMap((verdict) =>
        verdict.approved ? run(tool) : of(failure(`Denied by human: ${verdict.reason}`)),
      ),
    );
  return concat(asked$, announced$, outcome$.pipe(finished));
}

function failure(text: string): ToolOutcome {
  return { isError: true, text };
}

function describe(tool: Tool, args: ToolCall['arguments']): string {
  try {
    if (tool.describe) return tool.describe(args);
  } catch {
    // Arguments the tool cannot put into words are shown as they are; running it will tell why.
  }
  return `${tool.name} ${JSON.stringify(args)}`;
}
