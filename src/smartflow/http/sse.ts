import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { Observable } from 'rxjs';
import { ResponseError } from '../errors';
import type { Answer } from './exchange';
import { tooLarge } from './body';

/**
 * Reads one event: hands on what is in it, and says whether it was the last. One reader reads one
 * stream, and may remember what came before.
 */
export type EventReader<T> = (event: EventSourceMessage, emit: (value: T) => void) => boolean;

/**
 * What a reader makes of the events of a stream: `data:` lines of UTF-8, split anywhere, with any
 * ends of line, comments between them.
 *
 * ```
 * bytes   da-ta: {"a"-:1}\n\ndata: [DO-NE]\n\n
 * events  -----------({"a":1})---------(|)
 * ```
 *
 * A stream that ends before its end mark has been cut, and fails.
 */
export function readEvents<T>(answer: Answer, makeReader: () => EventReader<T>): Observable<T> {
  const { body$, limit, origin, began } = answer;
  return new Observable((subscriber) => {
    const reader = makeReader();
    const emit = (value: T): void => {
      subscriber.next(value);
    };
    const parser = createParser({
      maxBufferSize: limit,
      onEvent: (event) => {
        if (subscriber.closed) return; // what comes after the end, or after who has left
        began();
        try {
          if (reader(event, emit)) subscriber.complete();
        } catch (error) {
          subscriber.error(error);
        }
      },
      onError: ({ type }) => {
        if (type === 'max-buffer-size-exceeded') subscriber.error(tooLarge(limit));
      },
    });
    const decoder = new TextDecoder();
    return body$.subscribe({
      next: (bytes) => {
        if (!subscriber.closed) parser.feed(decoder.decode(bytes, { stream: true }));
      },
      error: (error: unknown) => {
        subscriber.error(error);
      },
      complete: () => {
        if (subscriber.closed) return;
        // A last line without its end still counts.
        parser.feed(`${decoder.decode()}\n\n`);
        subscriber.error(
          new ResponseError('The stream ended without its end mark', {
            code: 'CUT',
            requestId: origin.requestId,
            retryable: true,
          }),
        );
      },
    });
  });
}
