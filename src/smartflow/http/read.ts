import { map, tap, type Observable } from 'rxjs';
import { ResponseError } from '../errors';
import { whole } from './body';
import type { Answer } from './exchange';
import type { Origin } from './failure';
import { jsonOf } from './json';

/** How much of what is no JSON is told. */
const EXCERPT = 80;

export function bytes({ body$, limit }: Answer): Observable<Uint8Array> {
  return whole(body$, limit);
}

export function text(answer: Answer): Observable<string> {
  return bytes(answer).pipe(map((all) => new TextDecoder().decode(all)));
}

/** The bytes of a recording. A page or JSON with a good status has come in place of one. */
export function audio(answer: Answer): Observable<Uint8Array> {
  const { contentType } = answer;
  return bytes(answer).pipe(
    tap(({ length }) => {
      if (length === 0) throw invalid('it is empty', answer);
      if (/^(text\/|application\/json)/.test(contentType)) {
        throw invalid(`it is no audio, but ${contentType}`, answer);
      }
    }),
  );
}

/** Text that was asked for, which a page is not. */
export function plainText(answer: Answer): Observable<string> {
  return text(answer).pipe(
    tap(() => {
      if (answer.contentType.startsWith('text/html')) throw invalid('it is a page', answer);
    }),
  );
}

/** What the JSON of an answer says; `undefined` when it says by its status that it has none. */
export function json(answer: Answer): Observable<unknown> {
  return text(answer).pipe(
    map((all) => (answer.status === 204 && all === '' ? undefined : parse(all, answer))),
    tap(answer.heard),
  );
}

/** @throws ResponseError that tells how the text begins */
export function parse(text: string, origin: Origin): unknown {
  const value = jsonOf(text);
  if (value !== undefined) return value;
  const told = origin.redact(text).slice(0, EXCERPT);
  throw invalid(told ? `it is not JSON: ${told}` : 'it is empty', origin);
}

/** The error of an answer that is none. */
export function invalid(why: unknown, { redact, status, requestId }: Origin): ResponseError {
  const told = redact(why instanceof Error ? why.message : String(why));
  return new ResponseError(`The answer cannot be read: ${told}`, {
    code: 'INVALID_RESPONSE',
    status,
    requestId,
  });
}
