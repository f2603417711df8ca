import { concat, defer, EMPTY, type Observable } from 'rxjs';
import type { ServerEvent } from '../protocol';
import { suggestedReplies } from './answer/suggestedReplies';
import { flatMap } from './flatMap';
import { ModelError, type ModelOutput, type ToolCall } from './model';
import { callTool } from './tools/callTool';
import { modelSpan } from './tracing/spans';
import { traced } from './tracing/traced';
import type { Transcript, Turn } from './transcript';

/**
 * Calls the model, then the tools it asks for, one after another, then the model again, until it
 * asks for none.
 */
export function converse(
  turn: Turn,
  transcript: Transcript,
  iteration = 1,
): Observable<ServerEvent> {
  const { requestId, service } = turn;
  const { events, maxIterations, maxTokens } = service;

  return defer(() => {
    if (iteration > maxIterations) {
      throw new ModelError(
        `The agent stopped after ${maxIterations} model calls without an answer.`,
      );
    }
    const calls: ToolCall[] = [];
    let said = '';

    const heard = (output: ModelOutput): readonly ServerEvent[] => {
      switch (output.kind) {
        case 'token': {
          // What was said before a tool ran stays a paragraph of its own.
          const apart = said === '' && transcript.text !== '' ? '\n\n' : '';
          said += output.text;
          transcript.text += apart + output.text;
          const pieces = apart === '' ? [output.text] : [apart, output.text];
          return pieces.map((piece) => events.streamToken(requestId, piece));
        }
        case 'reasoning':
          return [events.streamReasoning(requestId, output.text)];
        case 'toolCall':
          calls.push({ id: output.id, name: output.name, arguments: output.arguments });
          return [];
        case 'suggestions':
          transcript.suggestions = output.replies;
          return [];
        case 'usage':
          transcript.used(output);
          return [];
      }
    };

    const answer$ = turn.chatModel.complete({
      messages: [...transcript.messages],
      tools: [...turn.tools.values()],
      ...(turn.model !== undefined && { model: turn.model }),
      maxTokens,
      documents: transcript.documents,
    });
    const toolsThenModel$ = defer(() => {
      if (calls.length === 0) return EMPTY;
      transcript.called(said, calls);
      return concat(
        ...calls.map((call) => callTool(call, turn, transcript)),
        converse(turn, transcript, iteration + 1),
      );
    });
    return concat(
      answer$.pipe(traced(modelSpan(turn)), suggestedReplies(), flatMap(heard)),
      toolsThenModel$,
    );
  });
}
