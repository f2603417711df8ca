import type { Io } from '../io';

const WIDTH = 80;
const CLEAR = '\r\x1b[K';

/** A line at the bottom of the terminal that is drawn over; elsewhere it is a line like others. */
export interface StatusLine {
  /** How many columns there are; `undefined` where nothing can be drawn over. */
  readonly width: () => number | undefined;
  readonly draw: (text: string) => void;
  /** Says something above it. */
  readonly say: (text: string) => void;
  /** Takes it away. */
  readonly clear: () => void;
}

export function statusLineOf({ stderr, env }: Pick<Io, 'stderr' | 'env'>): StatusLine {
  if (stderr.isTTY !== true || env['TERM'] === 'dumb') {
    const say = (text: string) => void stderr.write(`${text}\n`);
    return { width: () => undefined, draw: say, say, clear: () => undefined };
  }
  let drawn = '';
  return {
    width: () => stderr.columns ?? WIDTH,
    draw: (text) => {
      drawn = text;
      stderr.write(`${CLEAR}${text}`);
    },
    say: (text) => {
      stderr.write(`${drawn && CLEAR}${text}\n${drawn}`);
    },
    clear: () => {
      if (drawn) stderr.write(CLEAR);
      drawn = '';
    },
  };
}
