import type * as t from 'io-ts';
import { count, number, numberAt, shape } from './fields';

/**
 * What the cache did. `l1_hits` were in memory, `l2_hits` alike in meaning, `l3_hits` the same.
 * `hit_rate` is the fraction of requests that hit, 0 when there were none.
 */
export const CacheStats = shape(
  {
    hits: count,
    misses: count,
    hit_rate: count,
    l1_hits: count,
    l2_hits: count,
    l3_hits: count,
    tokens_saved: count,
    cost_saved_cents: count,
    entries: count,
  },
  {
    exact_matches: number,
    semantic_matches: number,
    /** In direct mode: the tokens of this client's calls. */
    tokens_used: number,
  },
  (wire) => {
    const hits = numberAt(wire, 'hits') || numberAt(wire, 'cache_hits');
    const misses = numberAt(wire, 'misses') || numberAt(wire, 'cache_misses');
    return { hits, misses, hit_rate: hits / (hits + misses) || 0 };
  },
);
export interface CacheStats extends t.TypeOf<typeof CacheStats> {}
