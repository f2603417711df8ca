import { catchError, defer, EMPTY, finalize, map, mergeMap, noop, type Observable } from 'rxjs';
import { SmartflowError, SmartflowConnectionError } from '../errors';
import type { ResponseMetadata, RetryOptions, SmartflowOptions } from '../options';
import { bytesOf, upTo } from './body';
import { failureOf, type Origin } from './failure';
import { withoutSecrets, type Redact } from './redact';
import { retrying } from './retrying';
import { noLonger } from './silence';

/** A request, ready to be sent. */
export interface HttpRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | FormData | undefined;
  /** Milliseconds of silence. */
  readonly timeout: number;
  readonly onResponse: (response: ResponseMetadata) => void;
  /** Whom direct mode asks. */
  readonly provider?: string | undefined;
  readonly redact: Redact;
  readonly retry: RetryOptions | undefined;
  /** Told that there is an answer; gives what then hears it. */
  readonly listen?: () => (value: unknown) => void;
}

/** An answer whose status is good and whose body is to be read. */
export interface Answer extends Origin {
  readonly contentType: string;
  readonly body$: Observable<Uint8Array>;
  /** How many bytes it may have. */
  readonly limit: number;
  /** Tells that it is read, or an event of it: from there on the request is not made again. */
  readonly began: () => void;
  /** Hears what the answer says. */
  readonly heard: (value: unknown) => void;
}

type Network = Pick<SmartflowOptions, 'fetch' | 'random' | 'maxResponseBytes'>;

/** How much of the body of an error is read. */
const FAILURE_MAX = 64 * 1024;

/**
 * Sends one request per subscription and reads its answer. Whatever ends it, an unsubscription too,
 * aborts what is still under way.
 */
export function exchange<T>(
  request: HttpRequest,
  // eslint-disable-next-line no-restricted-properties -- the one place where chance comes in, as a default
  { fetch, random = Math.random, maxResponseBytes: limit = 2 ** 25 }: Network,
  read: (answer: Answer) => Observable<T>,
): Observable<T> {
  const { url, method, headers, body, timeout, redact, retry } = request;

  const { host } = new URL(url);

  /** Fails when it is silent for too long, or breaks, with an error of ours. */
  const heeded = <A>(source$: Observable<A>, told: string): Observable<A> =>
    source$.pipe(
      noLonger(timeout, host),
      catchError((error: unknown) => {
        throw error instanceof SmartflowError
          ? error
          : new SmartflowConnectionError(told, { cause: withoutSecrets(error, redact) });
      }),
    );

  const answered = (response: Response, began: () => void): Observable<T> => {
    const { status, ok } = response;
    const told = Object.fromEntries(response.headers as unknown as Iterable<[string, string]>);
    const requestId = told['x-smartflow-request-id'];
    const cacheKey = told['x-smartflow-cache-key'];
    request.onResponse({ status, requestId, cacheKey, headers: told });
    const answer: Answer = {
      ...request,
      contentType: told['content-type'] ?? '',
      limit,
      body$: heeded(bytesOf(response), `The answer of ${host} broke off`),
      status,
      requestId: requestId ?? told['x-request-id'] ?? told['request-id'],
      retryAfter: told['retry-after'],
      began,
      heard: (ok && request.listen?.()) || noop,
    };
    return ok ? read(answer) : failed(answer);
  };

  const attempt = (began: () => void) =>
    defer(() => {
      const controller = new AbortController();
      const { signal } = controller;
      const init = { method, headers, redirect: 'manual', signal, ...(body && { body }) } as const;
      return heeded(
        // Found when it is called: it may be patched, or put there later.
        defer(() => (fetch ?? globalThis.fetch)(url, init)),
        `${host} cannot be reached`,
      ).pipe(
        mergeMap((response) => answered(response, began)),
        finalize(() => {
          controller.abort();
        }),
      );
    });
  return retry ? retrying(retry, random, attempt) : attempt(noop);
}

/** Fails with what the answer tells, or with what its status does when the body breaks off. */
function failed(answer: Answer): Observable<never> {
  const intact$ = answer.body$.pipe(catchError(() => EMPTY));
  return upTo(FAILURE_MAX, intact$).pipe(
    map((bytes) => {
      throw failureOf(new TextDecoder().decode(bytes), answer);
    }),
  );
}
