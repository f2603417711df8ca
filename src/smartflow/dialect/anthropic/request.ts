import type { JsonObject } from '../../../protocol/codec/primitives';
import { isRecord } from '../../../protocol/codec/record';
import { jsonOf } from '../../http/json';
import type { ChatMessage, ChatTool } from '../../methods/ai';
import { textOf } from '../../results/content';

const MAX_TOKENS = 1024;

/**
 * A request for a completion in Anthropic's way: what the system says stands apart, calls and their
 * results are blocks, a limit has to be. The rest goes through as it is: some of it Anthropic alone
 * knows, and what it has no way to say, such as several answers, it refuses itself.
 */
export function messagesRequest(body: JsonObject): JsonObject {
  const {
    messages,
    max_tokens,
    max_completion_tokens,
    temperature,
    stop,
    tools,
    tool_choice,
    parallel_tool_calls,
    user,
    stream_options: _, // it tells the usage in any case
    ...rest
  } = body;
  const all = messages as readonly ChatMessage[];
  const system = all.filter(isSystem).map(({ content }) => textOf(content));
  return {
    max_tokens: max_tokens ?? max_completion_tokens ?? MAX_TOKENS,
    messages: turns(all.filter((message) => !isSystem(message))),
    system: system.join('\n\n') || undefined,
    temperature: Math.min(temperature as number, 1),
    stop_sequences: typeof stop === 'string' ? [stop] : stop,
    tools: (tools as readonly ChatTool[] | undefined)?.map(toolOf),
    tool_choice: tools && choiceOf(tool_choice, parallel_tool_calls === false),
    metadata: user && { user_id: user },
    ...rest,
  };
}

function isSystem({ role }: ChatMessage): boolean {
  return role === 'system' || (role as string) === 'developer';
}

/**
 * What one role says in a row is one turn, as Anthropic takes it, so that the results of calls that
 * were made together stand together. A conversation that the assistant begins, with a greeting, is
 * begun by a user who says nothing: the first turn has to be a user's, and none may be empty.
 */
function turns(messages: readonly ChatMessage[]): readonly JsonObject[] {
  const all: { readonly role: string; readonly content: JsonObject[] }[] = [];
  for (const message of messages) {
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const blocks = blocksOf(message);
    const last = all.at(-1);
    if (last?.role === role) last.content.push(...blocks);
    else if (blocks.length > 0) all.push({ role, content: blocks });
  }
  if (all[0]?.role === 'assistant') all.unshift({ role: 'user', content: textBlock('.') });
  return all;
}

function blocksOf({ role, content, tool_call_id, tool_calls = [] }: ChatMessage): JsonObject[] {
  const blocks = contentOf(content);
  if (role === 'tool') return [{ type: 'tool_result', tool_use_id: tool_call_id, content: blocks }];
  const calls = tool_calls.map(({ id, function: { name, arguments: args } }) => ({
    type: 'tool_use',
    id,
    name,
    input: inputOf(args),
  }));
  return [...blocks, ...calls];
}

function contentOf(content: ChatMessage['content']): JsonObject[] {
  if (content === null || typeof content === 'string') return content ? textBlock(content) : [];
  const parts: readonly JsonObject[] = content;
  return parts
    .filter(({ text }) => text !== '')
    .map((part) => {
      const image = part['type'] === 'image_url' ? part['image_url'] : undefined;
      return isRecord(image) ? { type: 'image', source: sourceOf(String(image['url'])) } : part;
    });
}

const textBlock = (text: string): JsonObject[] => [{ type: 'text', text }];

function sourceOf(url: string): JsonObject {
  const [, media_type, data] = /^data:([^;,]+);base64,(.*)$/s.exec(url) ?? [];
  return data === undefined ? { type: 'url', url } : { type: 'base64', media_type, data };
}

/** What a model wrote may not be JSON, and is no reason to end the conversation. */
function inputOf(json: string): JsonObject {
  const input = jsonOf(json || '{}') ?? json;
  return isRecord(input) ? input : { arguments: input };
}

function toolOf({ function: { name, description, parameters } }: ChatTool): JsonObject {
  return { name, description, input_schema: parameters ?? { type: 'object', properties: {} } };
}

function choiceOf(choice: unknown, isSingle: boolean): JsonObject | undefined {
  if (choice === undefined && !isSingle) return undefined;
  const named = isRecord(choice) ? choice['function'] : undefined;
  const chosen = isRecord(named)
    ? { type: 'tool', name: named['name'] }
    : { type: choice === 'required' ? 'any' : (choice ?? 'auto') };
  return { ...chosen, disable_parallel_tool_use: isSingle || undefined };
}
