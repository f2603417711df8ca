const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/** The sentences of a text, in order, without the white space around them. */
export function sentences(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment.trim()).filter(Boolean);
}
