/** Which part of the words of a query is in a text, from 0 to 1. */
export function overlap(query: string, text: string): number {
  const wanted = wordsOf(query);
  if (wanted.size === 0) return 0;
  const there = wordsOf(text);
  return [...wanted].filter((word) => there.has(word)).length / wanted.size;
}

const wordsOf = (text: string) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu));
