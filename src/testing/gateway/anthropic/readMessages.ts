import * as t from 'io-ts';
import { integer, numeric, oneOf } from '../../../protocol/codec/primitives';
import { struct } from '../../../protocol/codec/struct';
import { refuse } from '../http/problem';
import { readBody } from '../http/readBody';
import type { RecordedRequest } from '../http/recordedRequest';
import { callProblem } from '../model/callProblem';
import type { Asked } from '../model/dialect';
import { lastSaid, type ModelMessage } from '../model/model';

const Text = struct('Text', { type: t.literal('text'), text: t.string });
const ToolUse = struct('ToolUse', {
  type: t.literal('tool_use'),
  id: t.string,
  name: t.string,
  input: t.UnknownRecord,
});
const ToolResult = struct(
  'ToolResult',
  { type: t.literal('tool_result'), tool_use_id: t.string },
  { content: t.union([t.string, t.array(Text)]), is_error: t.boolean },
);
const Picture = struct('Picture', { type: oneOf('image', 'document') });
const Block = t.union([Text, ToolUse, ToolResult, Picture]);
type Block = t.TypeOf<typeof Block>;

const Message = struct('Message', {
  role: oneOf('user', 'assistant'),
  content: t.union([t.string, t.array(Block)]),
});

const Tool = struct(
  'Tool',
  { name: t.string, input_schema: t.UnknownRecord },
  { description: t.string },
);

const MessagesBody = struct(
  'Messages',
  { model: t.string, max_tokens: integer(1), messages: t.array(Message) },
  {
    system: t.union([t.string, t.array(Text)]),
    tools: t.array(Tool),
    tool_choice: struct(
      'ToolChoice',
      { type: oneOf('auto', 'any', 'tool', 'none') },
      { name: t.string },
    ),
    temperature: numeric(0, 1),
    stream: t.boolean,
  },
);
type MessagesBody = t.TypeOf<typeof MessagesBody>;

/** What a message is asked for. */
export function readMessages(request: RecordedRequest): Asked {
  const body = readBody(MessagesBody, request);
  const spoken = body.messages.flatMap(({ role, content }) => messagesOf(role, content));
  if (spoken.length === 0) refuse(400, 'messages: at least one message is required');
  if (body.messages[0]?.role !== 'user') refuse(400, 'messages: first message must be of the user');
  const problem = callProblem(spoken);
  if (problem !== undefined) refuse(400, problem);
  const system = joined(body.system ?? '');
  const messages: readonly ModelMessage[] =
    system === '' ? spoken : [{ role: 'system', text: system }, ...spoken];
  return {
    model: body.model,
    messages,
    text: lastSaid(messages),
    tools: (body.tools ?? []).map(({ name, description, input_schema: parameters }) => ({
      name,
      ...(description !== undefined && { description }),
      parameters,
    })),
    toolChoice: choiceOf(body.tool_choice),
    maxTokens: body.max_tokens,
    ...(body.temperature !== undefined && { temperature: body.temperature }),
    isStreamed: body.stream ?? false,
    hasUsage: true,
  };
}

/** One message for each result of a tool, and one for the rest. */
function messagesOf(
  role: 'user' | 'assistant',
  content: string | readonly Block[],
): ModelMessage[] {
  const blocks: readonly Block[] =
    typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  const texts = blocks.flatMap((block) => (block.type === 'text' ? [block.text] : []));
  if (texts.includes('')) refuse(400, 'messages: text content blocks must be non-empty');
  const calls = blocks.flatMap((block) =>
    block.type === 'tool_use' ? [{ id: block.id, tool: block.name, arguments: block.input }] : [],
  );
  const results = blocks.flatMap((block): ModelMessage[] =>
    block.type === 'tool_result'
      ? [{ role: 'tool', text: joined(block.content ?? ''), callId: block.tool_use_id }]
      : [],
  );
  const isMoreThanResults = blocks.some(({ type }) => type !== 'tool_result');
  const rest: ModelMessage = { role, text: texts.join(''), ...(calls.length > 0 && { calls }) };
  return isMoreThanResults ? [...results, rest] : results;
}

const joined = (content: string | readonly { readonly text: string }[]) =>
  typeof content === 'string' ? content : content.map(({ text }) => text).join('');

function choiceOf(choice: MessagesBody['tool_choice']): string {
  if (choice?.type === 'tool') return choice.name ?? 'required';
  return choice?.type === 'any' ? 'required' : (choice?.type ?? 'auto');
}
