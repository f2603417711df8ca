import { concat, defer, map, of, switchMap, tap, type Observable } from 'rxjs';
import type { ServerEvent } from '../../protocol';
import type { ToolCall } from '../model';
import type { Service } from '../service';
import type { Session } from '../store';
import type { Tool } from '../tools';
import { runTool, type ToolOutcome } from './runTool';

/**
 * Makes one call of a tool, after a person's approval if the tool needs one.
 *
 * ```
 * plain     cr|                c toolCall, r toolResult
 * gated     wc-----r|          w write_confirmation_required; r once it is answered or expires
 * ```
 *
 * A denial, a failure and an unknown tool are results like any other: the model goes on with them.
 *
 * @param done - is given the result, for the model to read
 */
export function callTool(
  { name, arguments: args }: ToolCall,
  requestId: string,
  { sessionId, conversationId }: Session,
  { tools, needsConfirmation, confirmations, events, clock, ids }: Service,
  done: (result: string) => void,
): Observable<ServerEvent> {
  const run = (tool: Tool) => runTool(tool, args, { sessionId, conversationId, clock, ids });
  const announced = defer(() => of(events.toolCall(requestId, name, args)));
  const finished = (outcome$: Observable<ToolOutcome>) =>
    outcome$.pipe(
      tap(({ text }) => {
        done(text);
      }),
      map(({ isError, text }) => events.toolResult(requestId, name, isError, text)),
    );

  const tool = tools.get(name);
  if (!tool) {
    return concat(announced, finished(of(failure(`Error: there is no tool named ${name}.`))));
  }
  if (!needsConfirmation(name)) return concat(announced, finished(run(tool)));

  return concat(
    defer(() => of(events.writeConfirmationRequired(requestId, name, describe(tool, args)))),
    announced,
    finished(
      confirmations
        .park(sessionId)
        .pipe(
          switchMap((verdict) =>
            verdict.approved ? run(tool) : of(failure(`Denied by human: ${verdict.reason}`)),
          ),
        ),
    ),
  );
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
