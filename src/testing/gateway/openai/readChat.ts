import * as t from 'io-ts';
import { integer, numeric, oneOf } from '../../../protocol/codec/primitives';
import { struct } from '../../../protocol/codec/struct';
import { refuse } from '../http/problem';
import { readBody } from '../http/readBody';
import type { RecordedRequest } from '../http/recordedRequest';
import { callProblem } from '../model/callProblem';
import type { Asked } from '../model/dialect';
import { lastSaid, type ModelMessage } from '../model/model';

const ToolCall = struct('ToolCall', {
  id: t.string,
  type: t.literal('function'),
  function: struct('Call', { name: t.string, arguments: t.string }),
});

const Part = struct('Part', { type: t.string }, { text: t.string });

const Message = struct(
  'Message',
  { role: oneOf('system', 'developer', 'user', 'assistant', 'tool') },
  {
    content: t.union([t.string, t.array(Part)]),
    tool_calls: t.array(ToolCall),
    tool_call_id: t.string,
  },
);

const Tool = struct('Tool', {
  type: t.literal('function'),
  function: struct(
    'Function',
    { name: t.string },
    { description: t.string, parameters: t.UnknownRecord },
  ),
});

const ToolChoice = t.union([
  oneOf('auto', 'none', 'required'),
  struct('Choice', { type: t.literal('function'), function: struct('Named', { name: t.string }) }),
]);

const ChatBody = struct(
  'Chat',
  { model: t.string, messages: t.array(Message) },
  {
    tools: t.array(Tool),
    tool_choice: ToolChoice,
    max_tokens: integer(1),
    max_completion_tokens: integer(1),
    temperature: numeric(0, 2),
    stream: t.boolean,
    stream_options: struct('StreamOptions', {}, { include_usage: t.boolean }),
  },
);
type ChatBody = t.TypeOf<typeof ChatBody>;

/** What a chat completion is asked for. */
export function readChat(request: RecordedRequest): Asked {
  const body = readBody(ChatBody, request);
  const messages = body.messages.map(messageOf);
  const maxTokens = body.max_completion_tokens ?? body.max_tokens;
  if (messages.length === 0) refuse(400, 'messages is empty.', 'empty_array');
  const problem = callProblem(messages);
  if (problem !== undefined) refuse(400, problem);
  return {
    model: body.model,
    messages,
    text: lastSaid(messages),
    tools: (body.tools ?? []).map(({ function: { name, description, parameters } }) => ({
      name,
      ...(description !== undefined && { description }),
      parameters: parameters ?? {},
    })),
    toolChoice: choiceOf(body.tool_choice),
    ...(maxTokens !== undefined && { maxTokens }),
    ...(body.temperature !== undefined && { temperature: body.temperature }),
    isStreamed: body.stream ?? false,
    hasUsage: body.stream_options?.include_usage ?? false,
  };
}

function messageOf({ role, content, ...message }: ChatBody['messages'][number]): ModelMessage {
  const text =
    typeof content === 'string' ? content : content?.map((part) => part.text ?? '').join('');
  const calls = message.tool_calls?.map((call) => ({
    id: call.id,
    tool: call.function.name,
    arguments: argumentsOf(call.function.arguments),
  }));
  return {
    role: role === 'developer' ? 'system' : role,
    text: text ?? '',
    ...(calls && { calls }),
    ...(message.tool_call_id !== undefined && { callId: message.tool_call_id }),
  };
}

function argumentsOf(json: string): Record<string, unknown> {
  try {
    return JSON.parse(json) as Record<string, unknown>;
  } catch {
    return {}; // a model may have written anything
  }
}

function choiceOf(choice: ChatBody['tool_choice']): string {
  return typeof choice === 'string' ? choice : (choice?.function.name ?? 'auto');
}
