/**
 * After how many characters the text so far is copied. Engines keep a string that was added to as a
 * tree of its pieces, some sixty bytes a token; a copy takes a byte or two a character.
 */
const FLATTEN = 4_096;

/** The text of a turn, as far as it has come. */
export class StreamedText {
  #recent = '';
  #earlier = '';

  add(token: string): void {
    this.#recent += token;
    if (this.#recent.length < FLATTEN) return;
    this.#earlier += [this.#recent, ''].join(''); // joining copies
    this.#recent = '';
  }

  get value(): string {
    return this.#earlier + this.#recent;
  }
}
