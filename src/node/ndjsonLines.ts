import { pipeline, type Readable } from 'node:stream';
import { defer, filter, map, type Observable } from 'rxjs';
import split from 'split2';
import { fromReadable } from './fromReadable';

/** A line of NDJSON: what it says, or why it says nothing. */
export type NdjsonLine = {
  /** From 1; blank lines count, and are left out. */
  readonly number: number;
  readonly text: string;
} & ({ readonly value: unknown } | { readonly error: Error });

export interface NdjsonOptions {
  /** The longest line that is taken, in characters; a longer one ends it all. @defaultValue 16777216 */
  readonly maxLength?: number;
}

const BYTE_ORDER_MARK = /^\uFEFF/;

/**
 * The lines of a stream of newline-delimited JSON, each decoded by itself: one that is no JSON is told
 * as such, and the next goes on. Lines may end in CR LF, the last in nothing, a character may be cut in
 * two between chunks, and a byte order mark may come first.
 *
 * ```
 * readable     --'{"a":'--'1}\n{"a'--'":2}'|
 * ndjsonLines  ----------(1)---------------(2|)
 * ```
 *
 * A slow sink at the end of the pipe, such as `turnReadable`, pauses the stream.
 *
 * @param readable - bytes or text that nobody else reads; unsubscribing destroys it
 * @throws through the Observable, the error of the stream, or that a line is too long
 * @example
 * ndjsonLines(process.stdin).subscribe((line) => {
 *   if ('error' in line) console.error(line.number, line.error.message);
 *   else console.log(line.value);
 * });
 */
export function ndjsonLines(
  readable: Readable,
  { maxLength = 16_777_216 }: NdjsonOptions = {},
): Observable<NdjsonLine> {
  return defer(() => {
    let number = 0;
    // The error of either is the error of the second.
    const lines = pipeline(readable, split(/\r?\n/, { maxLength }), () => undefined);
    return fromReadable<string>(lines).pipe(
      map((text) => decoded(++number, number === 1 ? text.replace(BYTE_ORDER_MARK, '') : text)),
      filter(({ text }) => /\S/.test(text)),
    );
  });
}

function decoded(number: number, text: string): NdjsonLine {
  try {
    const value: unknown = JSON.parse(text);
    return { number, text, value };
  } catch (error) {
    return { number, text, error: error as Error };
  }
}
