import { terms } from './terms';

/** What a user wants to know: the message, and the earlier ones it leans on, newest first. */
export interface Question {
  readonly text: string;
  readonly context: readonly string[];
}

const CONTEXT_MAX = 4;
const REFERS_BACK = /\b(?:again|also|else|it|same|that|them|these|they|this|those|too)\b/i;
const GOES_ON = /^\s*(?:and|but|how about|or|so|then|what about)\b/i;

/**
 * Reads the question out of a conversation. A message that refers back ("and does that hold for
 * sale items?") means little by itself, so it takes along the earlier ones, back to one that
 * stands alone.
 */
export function questionOf(
  messages: readonly { readonly role: string; readonly content: string }[],
): Question {
  const asked: string[] = [];
  // From the newest on, and no further than it takes: a conversation is long, a question is not.
  for (let at = messages.length - 1; at >= 0 && asked.length <= CONTEXT_MAX; at--) {
    const message = messages[at];
    if (message?.role !== 'user') continue;
    asked.push(message.content);
    if (!leansBack(message.content)) break;
  }
  const [text = '', ...context] = asked;
  return { text, context };
}

function leansBack(message: string): boolean {
  return GOES_ON.test(message) || REFERS_BACK.test(message) || terms(message).length < 2;
}
