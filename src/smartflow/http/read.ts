import { map, tap, type Observable } from 'rxjs';
import { ResponseError } from '../errors';
import { tooLarge, upTo } from './body';
import type { Answer } from './exchange';
import type { Origin } from './failure';
import { jsonOf } from './json';

/** How much of what is no JSON is told. */
const EXCERPT = 80;

export function bytes({ body$, limit, began }: Answer): Observable<Uint8Array> {
  began();
  return upTo(limit, body$).pipe(
    tap(({ length }) => {
      if (length > limit) throw tooLarge(limit);
    }),
  );
}

export function text(answer: Answer): Observable<string> {
  return bytes(answer).pipe(map((all) => new TextDecoder().decode(all)));
}

/** The bytes of a recording. A page or JSON with a good status has come in place of one. */
export function audio(answer: Answer): Observable<Uint8Array> {
  return unless(/^(text\/|application\/json)/, answer, bytes).pipe(
    tap(({ length }) => {
      if (length === 0) throw invalid('it is empty', answer);
    }),
  );
}

/** Text that was asked for, which a page is not. */
export function plainText(answer: Answer): Observable<string> {
  return unless(/^text\/html/, answer, text);
}

/** What is read, unless it is of a type that nobody asked for. */
function unless<T>(
  type: RegExp,
  answer: Answer,
  read: (answer: Answer) => Observable<T>,
): Observable<T> {
  const { contentType } = answer;
  return read(answer).pipe(
    tap(() => {
      if (type.test(contentType)) throw invalid(`it is ${contentType}`, answer);
    }),
  );
}

/** What the JSON of an answer says; `undefined` when it says by its status that it has none. */
export function json(answer: Answer): Observable<unknown> {
  return text(answer).pipe(
    map((all) => (answer.status === 204 ? undefined : parse(all, answer))),
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
