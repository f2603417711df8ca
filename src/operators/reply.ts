import { filter, map, type OperatorFunction } from 'rxjs';
import { replyText, type EventualResponse } from '../protocol';
import type { TurnEvent } from '../conversation/events';

/** The authoritative answer: the payload of `eventual_response`, and its text. */
export type Reply = EventualResponse['data']['data'] & {
  readonly text: string;
  /** Set when it was found in the history, after the connection had been lost: it has its text alone. */
  readonly recovered?: true;
};

/**
 * The one authoritative answer of a turn. A turn that was cancelled has none: the result completes
 * empty, to be given a meaning with `defaultIfEmpty` or `throwIfEmpty`.
 *
 * ```
 * turn     ack--t--t--(eventual_response|)
 * reply()  -----------(r|)
 * turn     ack--t--(cancelled|)
 * reply()  --------|
 * ```
 *
 * @example
 * const { text, citations } = await firstValueFrom(session.turn('Where is my order?').pipe(reply()));
 */
export function reply(): OperatorFunction<TurnEvent, Reply> {
  return (turn$) =>
    turn$.pipe(
      filter((event) => event.type === 'eventual_response'),
      map(({ data: { data }, recovered }) => ({
        ...data,
        text: replyText(data.response),
        ...(recovered && { recovered }),
      })),
    );
}
