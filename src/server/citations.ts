import { SNIPPET_MAX, type Citation } from '../protocol';
import type { Passage } from './knowledge';

const CITED_MAX = 3;

/** The documents the passages are from, best first, each once with the passage that fits best. */
export function citationsOf(passages: readonly Passage[]): Citation[] {
  const cited = new Map<string, Citation>();
  for (const { documentId, title, text, url, score } of passages) {
    if (cited.size === CITED_MAX) break;
    if (score <= 0 || cited.has(documentId)) continue;
    cited.set(documentId, {
      id: documentId,
      title,
      ...(url !== undefined && /^https?:\/\//i.test(url) && { url }),
      snippet: Array.from(text).slice(0, SNIPPET_MAX).join(''),
      score,
    });
  }
  return [...cited.values()];
}
