import type { Handler } from '../call';
import { wrapped } from '../http/wrapped';
import type { World } from '../world';

const CENTS_PER_TOKEN = 0.001;

/** `GET /api/metacache/stats`. */
export const cacheStats: Handler = ({ world }) => {
  const stats = statsOf(world);
  return wrapped('data', stats, world.shapes);
};

export function statsOf({ cache: { counts }, shapes }: World): object {
  const { hits, misses, exact, semantic, tokensSaved, entries } = counts;
  return {
    ...(shapes.cacheNames === 'cache_hits'
      ? { cache_hits: hits, cache_misses: misses }
      : { hits, misses }),
    l1_hits: 0,
    l2_hits: semantic,
    l3_hits: exact,
    exact_matches: exact,
    semantic_matches: semantic,
    tokens_saved: tokensSaved,
    cost_saved_cents: tokensSaved * CENTS_PER_TOKEN,
    entries,
  };
}
