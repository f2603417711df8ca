import type { Sieve } from './replies';
import { beforeSpace } from './beforeSpace';

const TITLE = 'suggested replies';
/** Marks that Markdown puts before a heading or an emphasis. */
const MARKS = /^\s*(?:#{1,6}[ \t]*)?[*_]{0,3}/;
const BULLET = /^\s*(?:[-*+•]|\d{1,2}[.)])\s/;
const BULLET_SO_FAR = /^\s*(?:[-*+•]|\d{1,2}[.)]?)?$/;
const ITEM = /^(?:[-*+•]|\d{1,2}[.)])\s+(.*)$/;
const QUOTES = /^["'“*_`]+|["'”*_`]+$/g;
/** The longest list that is waited for, in characters. */
const LIST_MAX = 2000;

/**
 * Keeps back a Markdown list under the line “Suggested replies”, which is how some models offer
 * them, and the white space before it. A list that something else follows is text, and so is what
 * only begins like one.
 */
export class RepliesList implements Sieve {
  found: readonly string[] | undefined;
  /** What may yet turn out to be the list, with the white space before it. */
  private held = '';
  /** As much of it as is on the newest line. */
  private line = '';
  private items: string[] = [];
  private within: 'text' | 'heading' | 'list' = 'heading';

  push(piece: string): string {
    // Within a line of text nothing but its end matters.
    if (this.within === 'text' && !piece.includes('\n')) return this.pass(piece);
    let shown = '';
    // Character by character, so that it cannot matter where the pieces are cut.
    for (const character of piece) shown += this.take(character);
    return shown;
  }

  end(): string {
    if (this.within === 'list' && this.isPart(this.line) && this.items.length > 0) {
      this.found = this.items;
      this.held = '';
    }
    return this.release(this.held);
  }

  private take(character: string): string {
    if (this.within === 'text') {
      if (character === '\n') this.within = 'heading';
      return this.pass(character);
    }
    this.held += character;
    if (this.held.length > LIST_MAX) return this.release(this.held);
    this.line += character;
    if (character === '\n' ? this.isPart(this.line) : this.mayBePart(this.line)) {
      if (character === '\n') this.line = '';
      return '';
    }
    return this.release(this.held.trimEnd());
  }

  /** Lets go of a text that is no part of the list, but for the white space at its end. */
  private pass(text: string): string {
    const [shown, held] = beforeSpace(this.held, text);
    this.held = held;
    return shown;
  }

  /** Whether a line belongs to the list; if so, it is taken for a part of it. */
  private isPart(line: string): boolean {
    const text = line.trim();
    if (text === '') return true;
    if (this.within === 'heading') {
      if (headingIn(line) !== 'whole') return false;
      this.within = 'list';
      return true;
    }
    const item = ITEM.exec(text)?.[1];
    if (item === undefined) return false;
    this.items.push(item.replace(QUOTES, ''));
    return true;
  }

  private mayBePart(line: string): boolean {
    return this.within === 'heading'
      ? headingIn(line) !== undefined
      : BULLET.test(line) || BULLET_SO_FAR.test(line);
  }

  private release(shown: string): string {
    this.held = this.held.slice(shown.length);
    this.line = '';
    this.items = [];
    this.within = (this.held || shown).endsWith('\n') ? 'heading' : 'text';
    return shown;
  }
}

/** How much of the heading a line is; `undefined` when it cannot be one. */
function headingIn(line: string): 'whole' | 'part' | undefined {
  const text = line.replace(MARKS, '').toLowerCase();
  if (text.startsWith(TITLE))
    return /^[\s:*_]*$/.test(text.slice(TITLE.length)) ? 'whole' : undefined;
  return TITLE.startsWith(text) ? 'part' : undefined;
}
