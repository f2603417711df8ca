import { FRAME_MAX_BYTES } from '../../protocol';
import { cut } from '../text/cut';

/** How many bytes of JSON a list may take in an answer: 16 KiB are for what is around it. */
const LIST_MAX_BYTES = FRAME_MAX_BYTES - 16_384;
/** How much of a text is shown, in characters: six bytes each at most, and a frame has room for it. */
const TEXT_MAX = 100_000;

/** The beginning of a list, as far as a frame has room for it; the first item at any rate. */
export function listWithRoom<T>(items: readonly T[]): readonly T[] {
  let bytes = 0;
  const end = items.findIndex((item, at) => {
    bytes += Buffer.byteLength(JSON.stringify(item)) + 1;
    return at > 0 && bytes > LIST_MAX_BYTES;
  });
  return end < 0 ? items : items.slice(0, end);
}

/** A text that a frame has room for, and that says so when it was cut. */
export function textWithRoom(text: string): string {
  const shown = cut(text, TEXT_MAX);
  return shown === text ? text : `${shown}…`;
}
