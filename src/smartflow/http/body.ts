import { defer, EMPTY, map, noop, Observable, takeWhile, toArray } from 'rxjs';
import { ResponseError } from '../errors';

/** The pieces of a body as they arrive; unsubscribing lets go of it. */
export function bytesOf({ body }: Response): Observable<Uint8Array> {
  if (body === null) return EMPTY;
  return new Observable((subscriber) => {
    const reader = body.getReader() as ReadableStreamDefaultReader<Uint8Array>;
    const pull = (): void => {
      reader.read().then(
        ({ done, value }) => {
          if (done) subscriber.complete();
          else {
            subscriber.next(value);
            if (!subscriber.closed) pull();
          }
        },
        (error: unknown) => {
          subscriber.error(error);
        },
      );
    };
    pull();
    return () => {
      reader.cancel().catch(noop); // of a body that broke off
    };
  });
}

/**
 * All of a body in one piece. One that is larger than `limit` bytes fails, or, where `isCut`, ends
 * there.
 */
export function whole(
  bytes$: Observable<Uint8Array>,
  limit: number,
  isCut = false,
): Observable<Uint8Array> {
  return defer(() => {
    let length = 0;
    return bytes$.pipe(
      takeWhile((bytes) => {
        length += bytes.length;
        if (length > limit && !isCut) throw tooLarge(limit);
        return length <= limit;
      }, true),
      toArray(),
      map((pieces) => joined(pieces, length)),
    );
  });
}

export function tooLarge(limit: number): ResponseError {
  return new ResponseError(`The answer is larger than ${limit} bytes`, { code: 'TOO_LARGE' });
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
