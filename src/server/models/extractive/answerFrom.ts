import type { Passage } from '../../knowledge';
import type { Question } from '../../text/question';
import { sentences } from '../../text/sentences';
import { terms } from '../../text/terms';

const SENTENCES_MAX = 3;
/** The least part of a question that the best sentence must speak of. */
const COVERAGE_MIN = 0.25;
/** How good, beside the best, a further sentence must be to be quoted too. */
const CLOSE_TO_BEST = 0.8;
const CONTEXT_WEIGHT = 0.4;

/** Questions that want a quantity, and how a sentence looks that gives one. */
const QUANTITIES: readonly (readonly [asks: RegExp, gives: RegExp])[] = [
  [
    /\bhow (?:long|soon|fast|many days)\b|\bwhen\b/i,
    /\d+\W*(?:\w+\W+){0,2}(?:hours?|days?|weeks?|months?|years?)\b/i,
  ],
  [
    /\bhow much\b|\bcosts?\b|\bprice\b/i,
    /[$€£]\s?\d|\d+\W*(?:dollars?|euros?|pounds?)\b|\bfree\b/i,
  ],
  [/\bhow many\b/i, /\d/],
];
const QUANTITY_BONUS = 0.3;

/**
 * Answers with one to three sentences of the passages, in the order they stand there. `undefined`
 * when none speaks of what was asked.
 */
export function answerFrom(passages: readonly Passage[], question: Question): string | undefined {
  const candidates = inDocumentOrder(passages).flatMap(({ text }) =>
    sentences(text).map((sentence) => ({ sentence, terms: new Set(terms(sentence)) })),
  );
  const weights = weigh(question, candidates);
  const total = sum(weights.values());
  if (total === 0) return undefined;

  const wanted = QUANTITIES.filter(([asks]) =>
    asks.test([question.text, ...question.context].join(' ')),
  );
  const scored = candidates.map(({ sentence, terms }) => {
    const covered =
      sum(Array.from(weights, ([term, weight]) => (terms.has(term) ? weight : 0))) / total;
    const quantity = wanted.some(([, gives]) => gives.test(sentence)) ? QUANTITY_BONUS : 0;
    return { sentence, covered, score: covered === 0 ? 0 : covered + quantity };
  });
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a), {
    sentence: '',
    covered: 0,
    score: 0,
  });
  if (best.covered < COVERAGE_MIN) return undefined;

  return scored
    .map((candidate, position) => ({ ...candidate, position }))
    .filter(({ score }) => score >= best.score * CLOSE_TO_BEST)
    .sort((a, b) => b.score - a.score)
    .slice(0, SENTENCES_MAX)
    .sort((a, b) => a.position - b.position)
    .map(({ sentence }) => sentence)
    .join(' ');
}

/** Passages of one document together, as it has them; the document that fits best first. */
function inDocumentOrder(passages: readonly Passage[]): Passage[] {
  const ranks = new Map<string, number>();
  for (const { documentId } of passages)
    if (!ranks.has(documentId)) ranks.set(documentId, ranks.size);
  const rank = ({ documentId }: Passage) => ranks.get(documentId) ?? 0;
  return [...passages].sort((a, b) => rank(a) - rank(b) || a.position - b.position);
}

/** What each term of the question is worth: the rarer in the passages, the more. */
function weigh(
  { text, context }: Question,
  candidates: readonly { readonly terms: ReadonlySet<string> }[],
): Map<string, number> {
  const rarity = (term: string) => {
    const having = candidates.filter(({ terms }) => terms.has(term)).length;
    return Math.log(1 + candidates.length / (having + 0.5));
  };
  const weights = new Map<string, number>();
  for (const term of terms(context.join('\n'))) weights.set(term, rarity(term) * CONTEXT_WEIGHT);
  for (const term of terms(text)) weights.set(term, rarity(term));
  return weights;
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const n of numbers) total += n;
  return total;
}
