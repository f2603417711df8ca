import { filter, map, type OperatorFunction } from 'rxjs';
import type { TurnEvent } from '../conversation/events';

/**
 * The answer as it is written: the text of each `stream_token`.
 *
 * ```
 * turn      ack--t(He)--chunk--t(llo)--(eventual_response|)
 * tokens()  -----He------------llo-----|
 * ```
 *
 * Tokens are for watching. The authoritative answer is the one of {@link reply}; the two may differ.
 *
 * @example
 * session.turn('Where is my order?').pipe(tokens()).subscribe((token) => process.stdout.write(token));
 * @see text for the text so far, conflateTokens for fewer and longer tokens
 */
export function tokens(): OperatorFunction<TurnEvent, string> {
  return (turn$) =>
    turn$.pipe(
      filter((event) => event.type === 'stream_token'),
      map((event) => event.data.token),
    );
}
