import * as t from 'io-ts';
import { nullable } from '../../protocol/codec/nullable';
import { JsonObject } from '../../protocol/codec/primitives';
import { isRecord } from '../../protocol/codec/record';
import { repaired } from '../../protocol/codec/repaired';
import { struct } from '../../protocol/codec/struct';
import { tolerant } from '../../protocol/codec/tolerant';
import { textOf } from './content';
import { computed, count, flagOr, many, part, text, textOr } from './fields';
import { ChatToolCall } from './toolCall';
import { TokenUsage } from './usage';

/** One of the answers. `content` is empty where the model only calls tools. */
export const Choice = struct(
  'Choice',
  {
    index: count,
    message: part(
      struct(
        'message',
        { role: textOr('assistant'), content: repaired(t.string, textOf) },
        { tool_calls: many(ChatToolCall), reasoning_content: text },
      ),
    ),
  },
  { finish_reason: text },
);
export interface Choice extends t.TypeOf<typeof Choice> {}

/**
 * A completion. `content` is the text of its first choice, `cached` whether the gateway had it in
 * its cache, `cache_hit_type` how it was found there (`exact`, `semantic`), `raw` the answer as it
 * came.
 */
export const AIResponse = computed(
  struct(
    'AIResponse',
    {
      id: textOr(''),
      model: textOr(''),
      choices: many(Choice),
      usage: part(TokenUsage),
      created: count,
      cached: flagOr(false),
      content: t.string,
      raw: JsonObject,
    },
    { provider: text, cache_hit_type: tolerant(nullable(t.string)) },
  ),
  (raw) => ({ content: firstText(raw['choices']), raw }),
);
export interface AIResponse extends t.TypeOf<typeof AIResponse> {}

function firstText(choices: unknown): string {
  const first: unknown = Array.isArray(choices) ? choices.find(isRecord) : undefined;
  const message: unknown = isRecord(first) ? first['message'] : undefined;
  return isRecord(message) ? textOf(message['content']) : '';
}
