import { defer, tap, type MonoTypeOperatorFunction } from 'rxjs';
import { isRecord } from '../protocol/codec/record';
import type { JsonObject } from '../protocol/codec/primitives';
import { numberAt } from './results/fields';

/** What direct mode counts in place of a cache: every answer is a miss. */
export interface Counters {
  /** Counts an answer and the tokens that it tells of; of a stream, those that it tells of last. */
  counted<T>(): MonoTypeOperatorFunction<T>;
  stats(): JsonObject;
}

export function createCounters(): Counters {
  let misses = 0;
  let tokens_used = 0;
  return {
    counted: () => (answer$) =>
      defer(() => {
        let isFirst = true;
        let told = 0;
        return answer$.pipe(
          tap((answer) => {
            if (isFirst) misses++;
            isFirst = false;
            const tokens = tokensOf(answer) ?? told;
            tokens_used += tokens - told;
            told = tokens;
          }),
        );
      }),
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
