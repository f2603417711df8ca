import {
  defer,
  EMPTY,
  from,
  map,
  takeWhile,
  toArray,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import { ResponseError } from '../errors';

/** The pieces of a body as they arrive. Aborting the request lets go of it. */
export function bytesOf({ body }: Response): Observable<Uint8Array> {
  return body ? from(body as ObservableInput<Uint8Array>) : EMPTY;
}

/** A body in one piece: all of it, or as much as has come when it is more than `limit` bytes. */
export function upTo(limit: number, bytes$: Observable<Uint8Array>): Observable<Uint8Array> {
  return defer(() => {
    let length = 0;
    return bytes$.pipe(
      takeWhile((bytes) => (length += bytes.length) <= limit, true),
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
