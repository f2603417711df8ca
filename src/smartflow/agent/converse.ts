import { mergeMap, of, type Observable } from 'rxjs';
import { SmartflowError } from '../errors';
import type { ChatMessage } from '../methods/ai';
import type { AIResponse } from '../results/aiResponse';
import type { ChatToolCall } from '../results/toolCall';
import type { TokenUsage } from '../results/usage';
import { answersTo, type AgentTool } from './tool';
import { NO_USAGE, sumOf } from './usage';

/** A message, and all that it led to. */
export interface Conversed {
  /** The message, calls and results of tools, the answer. */
  readonly messages: readonly ChatMessage[];
  readonly text: string;
  readonly usage: TokenUsage;
  readonly toolCalls: readonly ChatToolCall[];
}

/**
 * Asks, makes the calls that the model wants made, and asks again, until it answers in words.
 *
 * @param ask - sends the messages of this turn, after what was said before
 * @param maxToolRounds - how many answers may call tools
 */
export function converse(
  message: ChatMessage,
  ask: (messages: readonly ChatMessage[]) => Observable<AIResponse>,
  tools: readonly AgentTool[],
  maxToolRounds: number,
): Observable<Conversed> {
  const round = (before: Conversed, left: number): Observable<Conversed> =>
    ask(before.messages).pipe(
      mergeMap(({ content, choices: [choice], usage: used }) => {
        const calls = choice?.message.tool_calls ?? [];
        const usage = sumOf(before.usage, used);
        if (calls.length === 0) {
          const answer: ChatMessage = { role: 'assistant', content };
          return of({
            ...before,
            messages: [...before.messages, answer],
            text: content,
            usage,
          });
        }
        if (left === 0) throw tooManyRounds(maxToolRounds);
        const wish: ChatMessage = {
          role: 'assistant',
          content: content === '' ? null : content,
          tool_calls: calls,
        };
        return answersTo(calls, tools).pipe(
          mergeMap((answers) =>
            round(
              {
                messages: [...before.messages, wish, ...answers],
                text: '',
                usage,
                toolCalls: [...before.toolCalls, ...calls],
              },
              left - 1,
            ),
          ),
        );
      }),
    );
  return round({ messages: [message], text: '', usage: NO_USAGE, toolCalls: [] }, maxToolRounds);
}

function tooManyRounds(maxToolRounds: number): SmartflowError {
  return new SmartflowError(
    `The model still calls tools after ${maxToolRounds} rounds of them; maxToolRounds allows for more`,
    { code: 'TOOL_ROUNDS' },
  );
}
