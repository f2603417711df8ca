/** How many characters may wait in the growing end before they are written out flat. */
const CHUNK = 4_096;

/**
 * The text of an answer that is being streamed. Engines keep a string that was added to as a tree
 * of its pieces, some sixty bytes for each token; written out in chunks it takes a byte or two for
 * each character, however long the answer gets.
 */
export class PartialText {
  private chunks = '';
  private end = '';

  add(token: string): void {
    this.end += token;
    if (this.end.length < CHUNK) return;
    this.chunks += [this.end, ''].join(''); // joining copies, and the copy is flat
    this.end = '';
  }

  toString(): string {
    return this.chunks + this.end;
  }
}
