import { TITLE_MAX } from '../../protocol';
import { cut } from './cut';

/** Control characters, and those that turn the direction of what follows. */
const UNPRINTABLE = /[\p{Cc}\u{61C}\u{200E}\u{200F}\u{202A}-\u{202E}\u{2066}-\u{2069}]+/gu;
/** How much of a given title is looked at: a megabyte of quotes is not worth the time. */
const EXAMINED_MAX = 4 * TITLE_MAX;
const LEADING_MARKS = /^(?:[#>*_~`+-]+|\d+[.)](?=\s)|\s+)+/;

/** What the user wrote first, as one short line without Markdown in front; `''` if nothing is left. */
export function titleFrom(firstText: string): string {
  const line = firstText.replace(UNPRINTABLE, ' ').trim().replace(LEADING_MARKS, '').trim();
  const title = cut(line, TITLE_MAX);
  return title === line ? line : `${title}…`;
}

/** What a user calls a conversation, as it is kept; `''` if nothing is left of it. */
export function titleGiven(title: string): string {
  const line = title.replace(UNPRINTABLE, ' ').replace(/\s+/g, ' ').trim();
  return cut(withoutEdges(line.slice(0, EXAMINED_MAX)), TITLE_MAX).trim();
}

/** Takes off headings, list marks, emphasis and quotes, however they are nested. */
function withoutEdges(line: string): string {
  const bare = line
    .trim()
    .replace(/^(?:#+|[>+*-])(?:\s+|$)|(?:^|\s)#+$/gu, '')
    .replace(/^["'`“”„‘’«»*_~>]+|["'`“”„‘’«»*_~]+$/gu, '');
  return bare === line ? bare : withoutEdges(bare);
}
