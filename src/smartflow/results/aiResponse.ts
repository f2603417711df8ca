import * as t from 'io-ts';
import { isRecord } from '../../protocol/codec/record';
import { textOf } from './content';
import { count, Json, many, part, shape, text, textOr, truth, words } from './fields';
import { ChatToolCall } from './toolCall';
import { TokenUsage } from './usage';

const AnswerMessage = shape(
  { role: textOr('assistant'), content: words },
  { tool_calls: many(ChatToolCall), reasoning_content: text, refusal: text },
  ({ content }) => ({ content: textOf(content) }),
);

/**
 * One of the answers. `content` is empty where the model only calls tools, or refuses: then `refusal`
 * is what it says.
 */
export const Choice = shape(
  { index: count, message: part(AnswerMessage) },
  { finish_reason: text },
);
export interface Choice extends t.TypeOf<typeof Choice> {}

/**
 * A completion. `content` is the text of its first choice, be it a refusal, `cached` whether the gateway had it in
 * its cache, `cache_hit_type` how it was found there (`exact`, `semantic`), `raw` the answer as it
 * came, or as it was translated.
 */
export const AIResponse = shape(
  {
    id: words,
    model: words,
    choices: many(Choice),
    usage: part(TokenUsage),
    created: count,
    cached: truth,
    content: t.string,
    raw: Json,
  },
  { provider: text, cache_hit_type: text },
  (raw) => ({ content: firstText(raw['choices']), raw }),
);
export interface AIResponse extends t.TypeOf<typeof AIResponse> {}

/** What is no list, or has no message, has no text either. */
function firstText(choices: unknown): string {
  const first = (choices as { readonly find?: unknown[]['find'] } | undefined)?.find?.(isRecord);
  const { content, refusal } = { ...(first as Partial<Choice> | undefined)?.message };
  return textOf(content) || textOf(refusal);
}
