import type * as t from 'io-ts';
import { isRecord } from '../../protocol/codec/record';
import { count, numberAt, shape } from './fields';

/** How many tokens a call took. `cached_tokens` are those of the prompt that a cache had. */
export const TokenUsage = shape(
  { prompt_tokens: count, completion_tokens: count, total_tokens: count, cached_tokens: count },
  {},
  ({ cached_tokens, prompt_tokens_details: details }) => ({
    cached_tokens: cached_tokens ?? (isRecord(details) ? numberAt(details, 'cached_tokens') : 0),
  }),
);
export interface TokenUsage extends t.TypeOf<typeof TokenUsage> {}
