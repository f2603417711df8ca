import type * as t from 'io-ts';
import { isRecord } from '../../protocol/codec/record';
import { struct } from '../../protocol/codec/struct';
import { computed, count, numberAt } from './fields';

/** How many tokens a call took. `cached_tokens` are those of the prompt that a cache had. */
export const TokenUsage = computed(
  struct('TokenUsage', {
    prompt_tokens: count,
    completion_tokens: count,
    total_tokens: count,
    cached_tokens: count,
  }),
  (wire) => {
    const { prompt_tokens_details: details } = wire;
    const nested = isRecord(details) ? numberAt(details, 'cached_tokens') : 0;
    return { cached_tokens: numberAt(wire, 'cached_tokens', nested) };
  },
);
export interface TokenUsage extends t.TypeOf<typeof TokenUsage> {}
