import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { Observable } from 'rxjs';
import { ResponseError } from '../errors';
import type { Answer } from './exchange';
import { tooLarge } from './body';

/** Reads one event, and says whether it was the last. */
type ReadEvent = (event: EventSourceMessage) => boolean;

/** Makes what reads the events of one stream, and hands on what is in them. */
export type EventReader<T> = (emit: (value: T) => void) => ReadEvent;

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
export function readEvents<T>(answer: Answer, reader: EventReader<T>): Observable<T> {
  const { body$, limit, requestId, began } = answer;
  return new Observable((subscriber) => {
    const read = reader((value) => {
      subscriber.next(value);
    });
    const parser = createParser({
      maxBufferSize: limit,
      onEvent: (event) => {
        if (subscriber.closed) return; // what comes after the end, or after who has left
        began();
        try {
          if (read(event)) subscriber.complete();
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
            requestId,
            retryable: true,
          }),
        );
      },
    });
  });
}
