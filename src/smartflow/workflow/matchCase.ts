/**
 * The case that a text means. Models do not answer in the words of a program: `Positive.` is meant to
 * be `positive`. The first of these that finds exactly one counts:
 *
 * 1. the case itself
 * 2. the case in capitals or small letters, with white space and punctuation or without
 * 3. the case as whole words within the text; with several there is none
 */
export function matchCase(value: string, cases: readonly string[]): string | undefined {
  if (cases.includes(value)) return value;
  const words = folded(value);
  const meant = cases
    .map((name) => ({ name, words: folded(name) }))
    .filter((one) => one.words !== '');
  const same = meant.filter((one) => one.words === words);
  const hits =
    same.length > 0 ? same : meant.filter((one) => ` ${words} `.includes(` ${one.words} `));
  return hits.length === 1 ? hits[0]?.name : undefined;
}

/** Its words in small letters, one space between them. */
function folded(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}
