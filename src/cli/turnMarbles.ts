import type { Timestamp } from 'rxjs';
import type { TurnEvent } from '../index';
import { toolActivity } from '../protocol';
import { marbleLine, type Ending } from './marbleLine';

/** What the marks of {@link turnMarbles} mean. */
export const LEGEND = [
  'a ack   t token(s)   c tool call   w write confirmation   r tool result',
  '(E|) eventual_response, and the end of the turn   ( ) came together   o other',
];

/**
 * A turn as one line of marbles: each event where it came.
 *
 * @param events - of a turn that has ended, with their times
 * @param start - when the turn was subscribed to, on the same clock
 */
export function turnMarbles(
  events: readonly Timestamp<TurnEvent>[],
  start: number,
  width: number,
): string {
  const marks = events.map(({ value, timestamp }) => ({
    at: timestamp - start,
    mark: markOf(value),
  }));
  const last = marks.pop();
  if (!last) return '|';
  const ending: Ending = { at: last.at, text: `(${last.mark}|)` };
  return marbleLine(marks, ending, width);
}

function markOf(event: TurnEvent): string {
  switch (event.type) {
    case 'immediate_response':
      return 'a';
    case 'stream_token':
      return 't';
    case 'stream_chunk':
      return CHUNK_MARKS[toolActivity(event)?.kind ?? 'none'];
    case 'write_confirmation_required':
      return 'w';
    case 'eventual_response':
      return 'E';
    case 'cancelled':
      return 'C';
    default:
      return 'o';
  }
}

const CHUNK_MARKS = { call: 'c', result: 'r', none: 'o' } as const;
