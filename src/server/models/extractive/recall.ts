import type { ChatMessage } from '../../model';
import { sentences } from '../../text/sentences';
import { terms } from '../../text/terms';

// The gaps are bounded, so that no message makes the search take long.
const ASKS_FOR_EARLIER =
  /\b(?:what|which)\b.{1,60}\b(?:i|my)\b.{1,60}\b(?:ask|asked|said|say|wrote|question|message)\b/i;
const FIRST = /\bfirst\b/i;
const ASKS_ABOUT_ME =
  /\b(?:what|which|who|do you (?:know|recall|remember))\b.{1,60}\b(?:i|mine|my)\b/i;
const IS_ABOUT_ME =
  /\b(?:i|my)\b.{1,60}\b(?:am|are|have|is|live|was)\b|\bi[’']?m\b|\bi (?:am|have|live)\b/i;
/** The least part of the question that what the user said must cover. */
const COVERAGE_MIN = 0.5;

/**
 * Answers from what the user said before: "what did I ask?", "what is my order number?".
 * `undefined` when that is not asked for, or was not said.
 */
export function recall(messages: readonly ChatMessage[]): string | undefined {
  const said = messages.filter(({ role }) => role === 'user').map(({ content }) => content);
  const question = said.pop() ?? '';

  if (ASKS_FOR_EARLIER.test(question)) {
    const earlier = FIRST.test(question) ? said[0] : said.at(-1);
    return earlier === undefined
      ? 'This is the first thing you have written in this conversation.'
      : `You wrote: “${earlier}”`;
  }

  const wanted = new Set(terms(question));
  if (!ASKS_ABOUT_ME.test(question) || wanted.size === 0) return undefined;
  const statement = said
    .flatMap(sentences)
    .reverse()
    .find((sentence) => {
      if (sentence.endsWith('?') || !IS_ABOUT_ME.test(sentence)) return false;
      const covered = new Set(terms(sentence).filter((term) => wanted.has(term)));
      return covered.size / wanted.size >= COVERAGE_MIN;
    });
  return statement === undefined ? undefined : `You told me: “${statement}”`;
}

const COURTESIES: readonly (readonly [says: RegExp, reply: string])[] = [
  [
    /^\W*(?:good (?:morning|day|evening|afternoon)|hello|hey|hi)\b[^?]{0,20}$/i,
    'Hello! What would you like to know?',
  ],
  [/^\W*(?:many thanks|thank you|thanks)\b[^?]{0,30}$/i, 'You are welcome.'],
  [/^\W*(?:bye|goodbye|see you)\b[^?]{0,20}$/i, 'Goodbye!'],
];

/** Answers a greeting, thanks or a farewell. `undefined` for anything else. */
export function courtesy(message: string): string | undefined {
  return COURTESIES.find(([says]) => says.test(message))?.[1];
}
