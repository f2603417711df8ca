import { map, type Observable } from 'rxjs';
import { isRecord } from '../../protocol/codec/record';
import type { Dialect } from '../dialect/dialect';
import { chunkOf } from '../dialect/openai';
import { ValidationError } from '../errors';
import type { Answer } from '../http/exchange';
import { failureIn } from '../http/failure';
import { json } from '../http/read';
import { readEvents } from '../http/sse';
import type { AiMethods, AiStreams, ChatMessage, StreamOptions } from '../methods/ai';
import { AIResponse } from '../results/aiResponse';
import type { ChatChunk } from '../results/chatChunk';
import { as, type Asked, type Endpoints } from './endpoint';
import { told } from './options';

type ChatEndpoints = Endpoints<Pick<AiMethods, 'chat' | 'chatCompletions'> & AiStreams>;

/** A message or a conversation, answered at once or as it is written. */
export function chatEndpoints(defaultModel: string): ChatEndpoints {
  const post = {
    service: 'proxy',
    verb: 'POST',
    path: '/v1/chat/completions',
    direct: { asks: 'any', needs: 'Chatting' },
  } as const;

  const completions: ChatEndpoints['chatCompletions'] = {
    ...post,
    ask: (messages, options) => ask(defaultModel, messages, options, false),
    read: completionOf,
    result: as(AIResponse),
  };
  const chunks: ChatEndpoints['streamChatCompletions'] = {
    ...post,
    isInferred: true,
    isStream: true,
    accept: 'text/event-stream',
    ask: (messages, options) => ask(defaultModel, messages, options, true),
    read: chunksOf,
    result: (chunk) => chunk as ChatChunk,
  };
  return {
    chat: {
      ...completions,
      ask: (message, { systemPrompt, ...options } = {}) =>
        completions.ask(conversation(message, systemPrompt), options),
      result: (answer) => as(AIResponse)(answer).content,
    },
    chatCompletions: completions,
    streamChat: {
      ...chunks,
      ask: (message, { systemPrompt, ...options } = {}) =>
        chunks.ask(conversation(message, systemPrompt), options),
      result: (chunk) => (chunk as ChatChunk).choices[0]?.delta.content ?? '',
      emits: (text) => text !== '',
    },
    streamChatCompletions: chunks,
  };
}

function conversation(message: string, systemPrompt = ''): readonly ChatMessage[] {
  const said: ChatMessage = { role: 'user', content: message };
  return systemPrompt ? [{ role: 'system', content: systemPrompt }, said] : [said];
}

function ask(
  defaultModel: string,
  messages: readonly ChatMessage[],
  { includeUsage, ...options }: StreamOptions = {},
  stream: boolean,
): Asked {
  const { call, wire } = told({ model: defaultModel, temperature: 0.7 }, options);
  if ('stream' in wire) {
    throw new ValidationError('Whether an answer streams is up to the method', {
      code: 'INVALID_ARGUMENT',
    });
  }
  const usage = includeUsage && { stream_options: { include_usage: true } };
  return { body: { messages, ...wire, stream, ...usage }, call };
}

function completionOf(answer: Answer, dialect: Dialect): Observable<unknown> {
  return json(answer).pipe(
    map((whole) => {
      // With the status of an answer, too.
      const failure = failureIn(whole, answer.origin);
      if (failure) throw failure;
      return dialect.completion(whole);
    }),
  );
}

function chunksOf(answer: Answer, dialect: Dialect): Observable<ChatChunk> {
  return answer.contentType.includes('json')
    ? completionOf(answer, dialect).pipe(map((whole) => chunkOf(asChunk(whole), answer.origin)))
    : readEvents(answer, () => dialect.reader(answer.origin));
}

/** One chunk with all of a completion: some answer so in spite of being asked to stream. */
function asChunk(completion: unknown): unknown {
  if (!isRecord(completion) || !Array.isArray(completion['choices'])) return completion;
  const choices = completion['choices'].map((choice: unknown) => {
    if (!isRecord(choice) || !isRecord(choice['message'])) return choice;
    const { message, ...rest } = choice as { message: Readonly<Record<string, unknown>> };
    const { tool_calls: calls } = message;
    const tool_calls: unknown = Array.isArray(calls)
      ? calls.map((call: unknown, index) => ({ index, ...(call as object) }))
      : undefined;
    return { ...rest, delta: { ...message, tool_calls } };
  });
  return { ...completion, choices };
}
