import { filter, map, type Observable } from 'rxjs';
import type { JsonObject } from '../../protocol/codec/primitives';
import type { Dialect } from '../dialect/dialect';
import type { Answer } from '../http/exchange';
import { throwIfFailure } from '../http/failure';
import { json } from '../http/read';
import { readEvents } from '../http/sse';
import { demand } from '../invalid';
import type { AiMethods, AiStreams } from '../methods/ai';
import { AIResponse } from '../results/aiResponse';
import type { ChatChunk } from '../results/chatChunk';
import { withoutUndefined } from '../withoutUndefined';
import { as, type Endpoints } from './endpoint';

type ChatEndpoints = Endpoints<Pick<AiMethods, 'chat' | 'chatCompletions'> & AiStreams>;

/** A message or a conversation, answered at once or as it is written. */
export function chatEndpoints(model: string): ChatEndpoints {
  const post = {
    service: 'proxy',
    verb: 'POST',
    path: '/v1/chat/completions',
    direct: { asks: 'any' },
    defaults: { model, temperature: 0.7 },
  } as const;
  const whole = { ...post, ask: asking(false), read: completionOf };
  const stream = {
    ...post,
    isInferred: true,
    isStream: true,
    ask: asking(true),
  } as const;
  return {
    chat: {
      ...whole,
      takes: ['message'],
      result: (answer) => as(AIResponse)(answer).content,
    },
    chatCompletions: { ...whole, takes: ['messages'], result: as(AIResponse) },
    streamChat: {
      ...stream,
      takes: ['message'],
      read: (answer, dialect) =>
        streamed(
          answer,
          dialect,
          ({ choices: [first] }) => first?.delta.content || first?.delta.refusal || undefined,
        ),
    },
    streamChatCompletions: {
      ...stream,
      takes: ['messages'],
      read: (answer, dialect) => streamed(answer, dialect, (chunk) => chunk),
    },
  };
}

/** A conversation, be it of one message, as the body that asks for what comes next. */
function asking(isStream: boolean) {
  return ({ message, system_prompt, messages, stream, include_usage, ...wire }: JsonObject) => {
    demand(stream === undefined, 'stream is up to the method');
    return {
      body: {
        messages: messages ?? [
          ...(system_prompt ? [{ role: 'system', content: system_prompt }] : []),
          { role: 'user', content: message },
        ],
        ...wire,
        stream: isStream,
        ...(include_usage === true && { stream_options: { include_usage } }),
      },
    };
  };
}

function completionOf(answer: Answer, dialect: Dialect): Observable<unknown> {
  return json(answer).pipe(
    map((whole) => {
      // With the status of an answer, too.
      throwIfFailure(whole, answer);
      return dialect.completion(whole);
    }),
  );
}

/** Whatever `of` finds in the chunks of an answer. */
function streamed<T>(
  answer: Answer,
  dialect: Dialect,
  of: (chunk: ChatChunk) => T | undefined,
): Observable<T> {
  if (answer.contentType.includes('json')) {
    return completionOf(answer, dialect).pipe(
      map((whole) => of(asChunk(whole))),
      filter((value) => value !== undefined),
    );
  }
  const reader = dialect.reader(answer);
  return readEvents<T>(answer, (emit) =>
    reader((chunk) => {
      const value = of(chunk);
      if (value !== undefined) emit(value);
    }),
  );
}

/** One chunk with all of a completion: some answer so in spite of being asked to stream. */
function asChunk(completion: unknown): ChatChunk {
  const { choices, ...rest } = as(AIResponse)(completion);
  return {
    ...rest,
    choices: choices.map(({ message: { tool_calls, ...message }, ...choice }) => ({
      ...choice,
      delta: withoutUndefined({
        ...message,
        tool_calls: tool_calls?.map((call, index) => ({ index, ...call })),
      }),
    })),
  };
}
