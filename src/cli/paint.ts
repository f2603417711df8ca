import type { Io, Output } from './io';

/** How text is set off on a terminal; elsewhere it stays as it is. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  warn(text: string): string;
}

/** Colours only where a terminal shows them and nobody objects (`NO_COLOR`). */
export function paintFor(output: Output, { env }: Pick<Io, 'env'>): Paint {
  const isColoured = output.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  const set = (on: number, off: number) => (text: string) =>
    isColoured ? `\x1b[${on}m${text}\x1b[${off}m` : text;
  return { bold: set(1, 22), dim: set(2, 22), warn: set(33, 39) };
}

/** Text from elsewhere, without what could move a cursor or recolour a screen. */
export function printable(text: string): string {
  return text.replace(/(?![\n\t])\p{Cc}/gu, '');
}

/** The text on one line, cut to `width` characters. */
export function oneLine(text: string, width: number): string {
  const line = printable(text).replace(/\s+/g, ' ').trim();
  const characters = Array.from(line);
  return characters.length <= width ? line : `${characters.slice(0, width - 1).join('')}…`;
}
