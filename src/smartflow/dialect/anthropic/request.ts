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

/** The results of calls that were made together stand together, in one message of the user. */
function turns(messages: readonly ChatMessage[]): readonly JsonObject[] {
  const all: { role: string; content: JsonObject[] | string }[] = [];
  let results: JsonObject[] | undefined;
  for (const message of messages) {
    if (message.role === 'tool') {
      if (!results) all.push({ role: 'user', content: (results = []) });
      results.push({
        type: 'tool_result',
        tool_use_id: message.tool_call_id,
        content: contentOf(message.content),
      });
      continue;
    }
    results = undefined;
    const content = message.role === 'assistant' ? said(message) : contentOf(message.content);
    // Anthropic refuses a message without content.
    if (content.length > 0) all.push({ role: message.role, content });
  }
  return all;
}

function said({ content, tool_calls: calls = [] }: ChatMessage): JsonObject[] | string {
  const blocks = contentOf(content);
  if (calls.length === 0) return blocks;
  return [
    ...(typeof blocks === 'string' ? (blocks ? [{ type: 'text', text: blocks }] : []) : blocks),
    ...calls.map(({ id, function: { name, arguments: args } }) => ({
      type: 'tool_use',
      id,
      name,
      input: inputOf(args),
    })),
  ];
}

function contentOf(content: ChatMessage['content']): JsonObject[] | string {
  if (content === null || typeof content === 'string') return content ?? '';
  return content.map((part) => {
    const image = part.type === 'image_url' ? part['image_url'] : undefined;
    return isRecord(image) ? { type: 'image', source: sourceOf(String(image['url'])) } : part;
  });
}

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
  const named = isRecord(choice) ? choice['function'] : undefined;
  const chosen = isRecord(named)
    ? { type: 'tool', name: named['name'] }
    : { type: choice === 'required' ? 'any' : (choice ?? 'auto') };
  if (isSingle) return { ...chosen, disable_parallel_tool_use: true };
  return choice === undefined ? undefined : chosen;
}
