import { CITATIONS_MAX, SNIPPET_MAX, type Citation } from '../protocol';
import type { Passage } from './knowledge';
import { cut } from './text/cut';

/** How many of the documents retrieved for the message itself are cited. */
const RETRIEVED_MAX = 3;

/**
 * The documents an answer rests on, each once with the passage that came first: the best of those
 * retrieved for the message, then what tools found.
 */
export function citationsOf(
  retrieved: readonly Passage[],
  found: readonly Passage[] = [],
): Citation[] {
  const cited = new Map<string, Citation>();
  add(cited, retrieved, RETRIEVED_MAX);
  add(cited, found, CITATIONS_MAX);
  return [...cited.values()];
}

function add(cited: Map<string, Citation>, passages: readonly Passage[], max: number): void {
  for (const { documentId, title, text, url, score } of passages) {
    if (cited.size >= max) return;
    // Not “score <= 0”, which a score that is no number would pass.
    if (!(score > 0) || cited.has(documentId)) continue;
    cited.set(documentId, {
      id: documentId,
      title,
      ...(url !== undefined && /^https?:\/\//i.test(url) && { url }),
      snippet: cut(text, SNIPPET_MAX),
      score,
    });
  }
}
