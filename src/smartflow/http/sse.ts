import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { filter, Observable, tap, throwIfEmpty } from 'rxjs';
import { ResponseError } from '../errors';
import type { Answer } from './exchange';
import { tooLarge } from './body';
import { invalid } from './read';

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
  const { body$, contentType, limit, requestId, began } = answer;
  if (contentType.startsWith('text/html')) throw invalid(`it is ${contentType}`, answer);
  return new Observable<T>((subscriber) => {
    const read = reader((value) => {
      subscriber.next(value);
    });
    const parser = createParser({
      maxBufferSize: limit,
      onEvent: (event) => {
        if (subscriber.closed) return; // what comes after the end, or after who has left
        began();
        if (read(event)) subscriber.complete();
      },
      onError: ({ type }) => {
        if (type === 'max-buffer-size-exceeded') throw tooLarge(limit);
      },
    });
    const decoder = new TextDecoder();
    return body$
      .pipe(
        tap({
          next: (bytes) => {
            parser.feed(decoder.decode(bytes, { stream: true }));
          },
          complete: () => {
            parser.feed(`${decoder.decode()}\n\n`); // a last line without its end still counts
          },
        }),
        filter((_): _ is never => false),
        throwIfEmpty(
          () =>
            new ResponseError('The stream ended without its end mark', {
              code: 'CUT',
              requestId,
              retryable: true,
            }),
        ),
      )
      .subscribe(subscriber);
  });
}
