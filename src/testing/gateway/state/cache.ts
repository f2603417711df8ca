import type { ModelRequest } from '../model/model';
import type { Piece } from '../model/speak';
import { hash } from '../text/hash';

type CacheHitType = 'exact' | 'semantic';

export interface CacheHit {
  readonly type: CacheHitType;
  readonly key: string;
  readonly pieces: readonly Piece[];
}

interface CacheCounts {
  readonly hits: number;
  readonly misses: number;
  readonly exact: number;
  readonly semantic: number;
  readonly tokensSaved: number;
  readonly entries: number;
}

/** What a gateway has been asked before. Semantic is, here, the same words in whatever dress. */
export interface Cache {
  find(request: ModelRequest): CacheHit | undefined;
  store(request: ModelRequest, pieces: readonly Piece[]): void;
  /** Counts what a hit has spared. */
  spared(tokens: number): void;
  readonly counts: CacheCounts;
}

/** @param isOn - when it is not, nothing is found, and nothing kept */
export function createCache(isOn: boolean): Cache {
  const entries = new Map<string, { exact: string; pieces: readonly Piece[] }>();
  const counts = { hits: 0, misses: 0, exact: 0, semantic: 0, tokensSaved: 0 };
  return {
    find: (request) => {
      const found = entries.get(meaningOf(request));
      if (!found) {
        counts.misses++;
        return undefined;
      }
      const exact = textOf(request);
      const type = found.exact === exact ? 'exact' : 'semantic';
      counts.hits++;
      counts[type]++;
      return { type, key: `cache-${hash(found.exact).toString(16)}`, pieces: found.pieces };
    },
    store: (request, pieces) => {
      if (isOn) entries.set(meaningOf(request), { exact: textOf(request), pieces });
    },
    spared: (tokens) => {
      counts.tokensSaved += tokens;
    },
    get counts() {
      return { ...counts, entries: entries.size };
    },
  };
}

const textOf = ({ model, messages, tools, toolChoice, maxTokens, temperature }: ModelRequest) =>
  JSON.stringify([model, messages, tools, toolChoice, maxTokens, temperature]);

const meaningOf = (request: ModelRequest) => textOf(request).toLowerCase().replace(/\W+/g, ' ');
