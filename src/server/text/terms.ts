/** Words that say nothing of what a text is about. */
const EMPTY_WORDS: ReadonlySet<string> = new Set(
  (
    'a about after again all also am an and any anything are as at back be been before but by can could did do does ' +
    'else ever for from get had has have he her his how i if in into is it its just know let like long ' +
    'many may me might more most much must my no not of off oh ok on only or our out over please same ' +
    'shall she should so some something still take takes tell than that the their them then there these they ' +
    'thing this those to too under until up us very was we were what when where whether which while ' +
    'who whom whose why will with would yes you your'
  ).split(' '),
);

/** The words of a text, lowercase and reduced to their stems, without those that say nothing. */
export function terms(text: string): string[] {
  return words(text)
    .filter((word) => !EMPTY_WORDS.has(word))
    .map(stem);
}

/** The words of a text, lowercase. `order's` is one word, `5-7` is two. */
export function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’]\p{L}+)*/gu) ?? [];
}

/**
 * Cuts the endings of English inflection, so that `shipping`, `ships` and `shipment` meet. It need
 * not yield a word, only the same one for both sides.
 */
export function stem(word: string): string {
  let s = word.replace(/['’]\p{L}+$/u, '');
  if (s.length > 4 && s.endsWith('ies')) s = `${s.slice(0, -3)}y`;
  else if (s.length > 3 && /[^su]s$/.test(s)) s = s.slice(0, -1);
  s = s.replace(/(?<=\p{L}{3})(?:able|ment|ing|ed)$/u, '');
  if (/([bdgmnprt])\1$/.test(s)) s = s.slice(0, -1);
  return s.length > 4 ? s.replace(/(?:e|y)$/, '') : s;
}
