import { isRecord } from '../protocol/codec/record';
import type { JsonObject } from '../protocol/codec/primitives';
import { numberAt } from './results/fields';

/** What direct mode counts in place of a cache: every answer is a miss. */
export interface Counters {
  /** Counts an answer; of the tokens that it tells of, those that it tells of last. */
  readonly listen: () => (value: unknown) => void;
  readonly stats: () => JsonObject;
}

export function createCounters(): Counters {
  let misses = 0;
  let tokens_used = 0;
  return {
    listen: () => {
      misses++;
      let told = 0;
      return (value) => {
        const tokens = tokensOf(value) ?? told;
        tokens_used += tokens - told;
        told = tokens;
      };
    },
    stats: () => ({ misses, tokens_used }),
  };
}

function tokensOf(answer: unknown): number | undefined {
  const usage = isRecord(answer) ? answer['usage'] : undefined;
  if (!isRecord(usage)) return undefined;
  return (
    numberAt(usage, 'total_tokens') ||
    numberAt(usage, 'input_tokens') + numberAt(usage, 'output_tokens')
  );
}
