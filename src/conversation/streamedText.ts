/**
 * After how many characters the text so far is copied. Engines keep a string that was added to as a
 * tree of its pieces, eight bytes a character and more; a copy takes a byte or two.
 */
const FLATTEN = 4_096;

/** How much of the text is kept, in characters: it is for the error of a turn that broke off. */
export const PARTIAL_TEXT_MAX = 1_000_000;

/** The text of a turn, as far as it has come. */
export class StreamedText {
  /** How many characters have come. */
  length = 0;
  #recent = '';
  #earlier = '';

  add(token: string): void {
    this.length += token.length;
    this.#recent += token;
    if (this.#recent.length < FLATTEN) return;
    const room = PARTIAL_TEXT_MAX - this.#earlier.length;
    this.#earlier += copyOf(this.#recent.slice(0, room));
    this.#recent = '';
  }

  /** Its beginning. */
  get value(): string {
    return (this.#earlier + this.#recent).slice(0, PARTIAL_TEXT_MAX);
  }
}

/** A part of something new, for a join or a template of one part is that part. */
function copyOf(text: string): string {
  return ` ${text}`.slice(1);
}
