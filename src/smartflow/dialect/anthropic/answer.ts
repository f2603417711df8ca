import type { JsonObject } from '../../../protocol/codec/primitives';
import { isRecord } from '../../../protocol/codec/record';
import { numberAt } from '../../results/fields';
import { textOf } from '../../results/content';

const FINISH: Readonly<Record<string, string>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  tool_use: 'tool_calls',
  refusal: 'content_filter',
};

/** What OpenAI calls the reason that Anthropic ends for. */
export function finishReason(stop: unknown): unknown {
  return FINISH[String(stop)] ?? stop;
}

/** The tokens of a call. Anthropic counts those that its cache has apart, OpenAI among the prompt's. */
export function usageOf(usage: JsonObject): JsonObject {
  const cached = numberAt(usage, 'cache_read_input_tokens');
  const prompt_tokens =
    numberAt(usage, 'input_tokens') + numberAt(usage, 'cache_creation_input_tokens') + cached;
  const completion_tokens = numberAt(usage, 'output_tokens');
  return {
    prompt_tokens,
    completion_tokens,
    total_tokens: prompt_tokens + completion_tokens,
    cached_tokens: cached,
  };
}

/** A message of Anthropic as a completion of OpenAI. */
export function completionOf(answer: unknown): unknown {
  if (!isRecord(answer)) return answer;
  const { id, model, content, stop_reason, usage } = answer;
  const blocks = Array.isArray(content) ? content.filter(isRecord) : [];
  const calls = blocks
    .filter(({ type }) => type === 'tool_use')
    .map(({ id: call, name, input }) => ({
      id: call,
      type: 'function',
      function: { name, arguments: JSON.stringify(input ?? {}) },
    }));
  const message = {
    role: 'assistant',
    content: textOf(blocks),
    tool_calls: calls.length > 0 ? calls : undefined,
    reasoning_content: blocks.map(({ thinking }) => thinking).join('') || undefined,
  };
  return {
    id,
    model,
    provider: 'anthropic',
    choices: [{ index: 0, message, finish_reason: finishReason(stop_reason) }],
    usage: usageOf(isRecord(usage) ? usage : {}),
  };
}
