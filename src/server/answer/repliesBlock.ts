import type { Sieve } from './replies';
import { beforeSpace } from './beforeSpace';

const OPEN = '<suggested_replies>';
const CLOSE = '</suggested_replies>';
/** The longest block that is read, in characters. A longer one is kept back all the same. */
const BLOCK_MAX = 4000;

/**
 * Keeps back `<suggested_replies>["…"]</suggested_replies>`, and the white space around one that
 * ends the text. What only begins like the tag is let go as soon as it cannot be one; a block
 * that is never closed, or holds no list of texts, is dropped.
 */
export class RepliesBlock implements Sieve {
  found: readonly string[] | undefined;
  /** White space that goes with the block, if one follows. */
  private space = '';
  /** The beginning of the tag, as far as it has come. */
  private tag = '';
  /** What the block holds so far; `undefined` outside one. */
  private block: string | undefined;
  /** Whether nothing but white space has come since a block. */
  private afterBlock = false;

  push(piece: string): string {
    if (this.block === undefined && this.tag === '' && !piece.includes('<'))
      return this.pass(piece);
    let shown = '';
    // Character by character, so that it cannot matter where the pieces are cut.
    for (const character of piece) shown += this.take(character);
    return shown;
  }

  end(): string {
    const shown =
      this.block === undefined && !(this.afterBlock && this.tag === '')
        ? this.space + this.tag
        : '';
    this.space = this.tag = '';
    return shown;
  }

  private take(character: string): string {
    if (this.block !== undefined) {
      this.read(this.block, character);
      return '';
    }
    if (OPEN.startsWith(this.tag + character)) {
      this.tag += character;
      if (this.tag === OPEN) {
        this.tag = '';
        this.block = '';
      }
      return '';
    }
    let shown = '';
    if (this.tag !== '') {
      shown = this.space + this.tag;
      this.space = this.tag = '';
      this.afterBlock = false;
      if (character === OPEN[0]) {
        this.tag = character;
        return shown;
      }
    }
    return shown + this.pass(character);
  }

  /** Lets go of a text that is no part of a tag, but for the white space at its end. */
  private pass(text: string): string {
    const [shown, space] = beforeSpace(this.space, text);
    this.space = space;
    if (shown !== '') this.afterBlock = false;
    return shown;
  }

  private read(block: string, character: string): void {
    const grown = block + character;
    if (character === '>' && grown.endsWith(CLOSE)) {
      this.found = repliesIn(grown.slice(0, -CLOSE.length)) ?? this.found;
      this.block = undefined;
      this.afterBlock = true;
      return;
    }
    // Of a block that is too long, its end is all that is still looked for.
    this.block = grown.length > BLOCK_MAX ? `!${grown.slice(-CLOSE.length)}` : grown;
  }
}

function repliesIn(json: string): readonly string[] | undefined {
  try {
    const replies: unknown = JSON.parse(json);
    return Array.isArray(replies)
      ? replies.filter((reply): reply is string => typeof reply === 'string')
      : undefined;
  } catch {
    return undefined; // a model writes what it likes: such a block offers nothing
  }
}
