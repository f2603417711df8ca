import { catchError, defer, EMPTY, map, mergeMap, noop, Observable, tap, throwError } from 'rxjs';
import { isSmartflowError, SmartflowConnectionError } from '../errors';
import type { ResponseMetadata, RetryOptions } from '../options';
import { beginning, bytesOf, tooLarge, whole } from './body';
import { failureOf, type Origin } from './failure';
import type { Fetch } from './fetch';
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
  readonly provider: string | undefined;
  readonly redact: Redact;
  readonly retry: Required<RetryOptions> | undefined;
}

/** An answer whose status is good and whose body is to be read. */
export interface Answer {
  readonly contentType: string;
  readonly body$: Observable<Uint8Array>;
  /** How many bytes it may have. */
  readonly limit: number;
  readonly origin: Origin;
  /** Tells that an event has been read: from there on the request is not made again. */
  readonly began: () => void;
}

export interface Network {
  readonly fetch: Fetch;
  readonly maxResponseBytes: number;
  readonly random: () => number;
}

/** How much of the body of an error is read. */
const FAILURE_MAX = 64 * 1024;

/**
 * Sends one request per subscription and reads its answer. Whatever ends it, an unsubscription too,
 * aborts what is still under way.
 */
export function exchange<T>(
  request: HttpRequest,
  network: Network,
  read: (answer: Answer) => Observable<T>,
): Observable<T> {
  const attempt = (began: () => void) =>
    new Observable<T>((subscriber) => {
      const controller = new AbortController();
      subscriber.add(() => {
        controller.abort();
      });
      return respond(request, network.fetch, controller.signal)
        .pipe(
          mergeMap((response) => {
            const answer = answerOf(response, request, network, began);
            if (!response.ok) return failed(answer);
            if (answer.announced > answer.limit) throw tooLarge(answer.limit);
            return read(answer);
          }),
        )
        .subscribe(subscriber);
    });
  return request.retry ? retrying(request.retry, network.random, attempt) : attempt(noop);
}

function respond(request: HttpRequest, fetch: Fetch, signal: AbortSignal): Observable<Response> {
  const { url, method, headers, body, timeout, redact, onResponse } = request;
  const init = { method, headers, ...(body !== undefined && { body }), signal };
  const { host } = new URL(url);
  return defer(() => fetch(url, { ...init, redirect: 'error' })).pipe(
    noLonger(timeout, host),
    catchError(broken(`${host} cannot be reached`, redact)),
    tap((response) => {
      onResponse(metadataOf(response));
    }),
  );
}

function answerOf(
  response: Response,
  { url, timeout, provider, redact }: HttpRequest,
  { maxResponseBytes }: Network,
  began: () => void,
): Answer & { readonly announced: number } {
  const { status, headers, requestId } = metadataOf(response);
  const { host } = new URL(url);
  return {
    contentType: headers['content-type'] ?? '',
    announced: Number(headers['content-length'] ?? 0),
    limit: maxResponseBytes,
    body$: bytesOf(response).pipe(
      noLonger(timeout, host),
      catchError(broken(`The answer of ${host} broke off`, redact)),
    ),
    origin: {
      status,
      requestId: requestId ?? headers['x-request-id'] ?? headers['request-id'],
      retryAfter: headers['retry-after'],
      provider,
      redact,
    },
    began,
  };
}

/** Makes an error of ours of what the network fails with. */
function broken(told: string, redact: Redact): (error: unknown) => Observable<never> {
  return (error) =>
    throwError(() =>
      isSmartflowError(error)
        ? error
        : new SmartflowConnectionError(told, { cause: withoutSecrets(error, redact) }),
    );
}

/** Fails with what the answer tells, or with what its status does when the body breaks off. */
function failed({ body$, origin }: Answer): Observable<never> {
  return body$.pipe(
    beginning(FAILURE_MAX),
    catchError(() => EMPTY),
    whole(Infinity),
    map((bytes) => {
      throw failureOf(new TextDecoder().decode(bytes), origin);
    }),
  );
}

function metadataOf({ status, headers }: Response): ResponseMetadata {
  const all: Record<string, string> = {};
  headers.forEach((value, name) => {
    all[name] = value;
  });
  return {
    status,
    requestId: all['x-smartflow-request-id'],
    cacheKey: all['x-smartflow-cache-key'],
    headers: all,
  };
}
