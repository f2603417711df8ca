import { map, tap, type Observable } from 'rxjs';
import { ResponseError } from '../errors';
import { whole } from './body';
import type { Answer } from './exchange';
import type { Origin } from './failure';

/** How much of what is no JSON is told. */
const EXCERPT = 80;

export function bytes({ body$, limit }: Answer): Observable<Uint8Array> {
  return body$.pipe(whole(limit));
}

export function text(answer: Answer): Observable<string> {
  return bytes(answer).pipe(map((all) => new TextDecoder().decode(all)));
}

/** The bytes of a recording. A page or JSON with a good status has come in place of one. */
export function audio(answer: Answer): Observable<Uint8Array> {
  const { contentType, origin } = answer;
  return bytes(answer).pipe(
    tap(({ length }) => {
      if (length === 0) throw invalid('it is empty', origin);
      if (/^(text\/|application\/json)/.test(contentType)) {
        throw invalid(`it is no audio, but ${contentType}`, origin);
      }
    }),
  );
}

/** Text that was asked for, which a page is not. */
export function plainText(answer: Answer): Observable<string> {
  const { contentType, origin } = answer;
  return text(answer).pipe(
    tap(() => {
      if (contentType.startsWith('text/html')) throw invalid('it is a page', origin);
    }),
  );
}

/** What the JSON of an answer says; `undefined` when it says by its status that it has none. */
export function json(answer: Answer): Observable<unknown> {
  const { origin } = answer;
  return text(answer).pipe(
    map((all) => (origin.status === 204 && all === '' ? undefined : parse(all, origin))),
  );
}

/** @throws ResponseError that tells how the text begins */
export function parse(text: string, origin: Origin): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw invalid(
      text === '' ? 'it is empty' : `it is not JSON: ${origin.redact(text).slice(0, EXCERPT)}`,
      origin,
    );
  }
}

/** The error of an answer that is none. */
export function invalid(why: string, { redact, status, requestId }: Origin): ResponseError {
  const message = redact(`The answer cannot be read: ${why}`);
  return new ResponseError(message, { code: 'INVALID_RESPONSE', status, requestId });
}
