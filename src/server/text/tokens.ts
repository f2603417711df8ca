/** A text in word-sized pieces, as a model streams it. Joined again they are the text. */
export function tokensOf(text: string): string[] {
  return text.match(/\s*\S+|\s+/g) ?? [];
}
