import * as t from 'io-ts';
import { isRecord } from '../../protocol/codec/record';
import { textOf } from './content';
import { count, flagOr, Json, many, part, shape, text, textOr } from './fields';
import { ChatToolCall } from './toolCall';
import { TokenUsage } from './usage';

const AnswerMessage = shape(
  { role: textOr('assistant'), content: textOr('') },
  { tool_calls: many(ChatToolCall), reasoning_content: text },
  ({ content }) => ({ content: textOf(content) }),
);

/** One of the answers. `content` is empty where the model only calls tools. */
export const Choice = shape(
  { index: count, message: part(AnswerMessage) },
  { finish_reason: text },
);
export interface Choice extends t.TypeOf<typeof Choice> {}

/**
 * A completion. `content` is the text of its first choice, `cached` whether the gateway had it in
 * its cache, `cache_hit_type` how it was found there (`exact`, `semantic`), `raw` the answer as it
 * came, or as it was translated.
 */
export const AIResponse = shape(
  {
    id: textOr(''),
    model: textOr(''),
    choices: many(Choice),
    usage: part(TokenUsage),
    created: count,
    cached: flagOr(false),
    content: t.string,
    raw: Json,
  },
  { provider: text, cache_hit_type: text },
  (raw) => ({ content: firstText(raw['choices']), raw }),
);
export interface AIResponse extends t.TypeOf<typeof AIResponse> {}

function firstText(choices: unknown): string {
  const first: unknown = Array.isArray(choices) ? choices.find(isRecord) : undefined;
  const message: unknown = isRecord(first) ? first['message'] : undefined;
  return isRecord(message) ? textOf(message['content']) : '';
}
