import MiniSearch from 'minisearch';
import { of, type Observable } from 'rxjs';
import { paragraphs, type KnowledgeDocument } from './knowledge/documents';
import { terms } from './text/terms';
import type { Question } from './text/question';

/** A piece of a document, with how well it fits the question. */
export interface Passage {
  /** The id of the document it is from. */
  readonly documentId: string;
  readonly title: string;
  readonly text: string;
  /** Its place among the passages of its document, from 0. */
  readonly position: number;
  readonly url?: string;
  /** Above 0; comparable within one answer only. */
  readonly score: number;
}

/**
 * The port to what the agent knows. Emits once: the passages that fit, best first, or none.
 * Unsubscribing aborts a search.
 */
export interface Knowledge {
  retrieve(question: Question): Observable<readonly Passage[]>;
}

const PASSAGES_MAX = 6;
/** What an earlier message is worth in a search, beside the newest. */
const CONTEXT_WEIGHT = 0.2;

/**
 * Knowledge held in memory, ranked by BM25 over paragraphs.
 *
 * @param documents - what is known; a heading counts for every paragraph below it
 */
export function documentKnowledge(documents: readonly KnowledgeDocument[]): Knowledge {
  const passages: Omit<Passage, 'score'>[] = [];
  const index = new MiniSearch<{ id: number; headings: string; text: string }>({
    fields: ['headings', 'text'],
    tokenize: terms,
    processTerm: (term) => term, // `terms` has done it
    searchOptions: { bm25: { k: 1.2, b: 0.75, d: 0 } },
  });
  for (const { id, title = id, text, url } of documents) {
    for (const [position, paragraph] of paragraphs(text).entries()) {
      index.add({ id: passages.length, ...paragraph });
      passages.push({
        documentId: id,
        title,
        text: paragraph.text,
        position,
        ...(url !== undefined && { url }),
      });
    }
  }

  return {
    retrieve: ({ text, context }) => {
      const asked = new Set(terms(text));
      const query = new Set([...asked, ...terms(context.join('\n'))]);
      const hits = index.search([...query].join(' '), {
        tokenize: (terms) => terms.split(' '),
        boostTerm: (term) => (asked.has(term) ? 1 : CONTEXT_WEIGHT),
      });
      return of(
        hits.slice(0, PASSAGES_MAX).flatMap(({ id, score }) => {
          const passage = passages[id as number];
          return passage ? [{ ...passage, score }] : [];
        }),
      );
    },
  };
}
