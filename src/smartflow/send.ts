import { defer, EMPTY, fromEvent, map, mergeMap, of, takeUntil, type Observable } from 'rxjs';
import { identityOf, mannerOf } from './callOptions';
import { askedOf } from './endpoints/asked';
import type { Asked, Endpoint } from './endpoints/endpoint';
import { SmartflowError } from './errors';
import { exchange, type Answer, type HttpRequest } from './http/exchange';
import { formOf } from './http/form';
import { headersOf, secretsIn } from './http/headers';
import { invalid, json } from './http/read';
import { redactor } from './http/redact';
import { invalidArgument } from './invalid';
import type { CallOptions, SmartflowOptions } from './options';
import type { Journey, Planner } from './plan';

/** One call as an Observable: nothing is done, and nothing looked at, before it is subscribed to. */
export function send<Result>(
  endpoint: Endpoint<Result>,
  args: readonly unknown[],
  plan: Planner,
  options: SmartflowOptions,
): Observable<Result> {
  const { read = json, result } = endpoint;
  return defer((): Observable<Result> => {
    const asked = valid(() => askedOf(endpoint, args));
    const planned = valid(() => plan(endpoint, asked));
    if ('answer' in planned) return of(result?.(planned.answer, asked) as Result);

    const resultIn = (answer: Answer): Observable<Result> => {
      const read$ = read(answer, planned.dialect, asked);
      if (!result) return read$ as Observable<Result>;
      return read$.pipe(
        map((value) => {
          try {
            return result(value, asked);
          } catch (error) {
            throw invalid(error, answer);
          }
        }),
      );
    };
    const exchanged = (sent?: string | FormData) =>
      valid(() =>
        exchange(requestOf(endpoint.verb, asked, planned, sent, options), options, resultIn),
      );
    const { body, form } = planned;
    const result$ = form
      ? formOf(form).pipe(mergeMap(exchanged))
      : exchanged(body instanceof FormData ? body : valid(() => JSON.stringify(body)));
    return result$.pipe(takeUntil(aborted(asked.call.signal)));
  });
}

function requestOf(
  method: string,
  { call, headers }: Asked,
  planned: Journey,
  body: string | FormData | undefined,
  client: CallOptions,
): HttpRequest {
  // Whom a call is for is nothing that a provider has to know.
  const identityIn = (options: CallOptions) =>
    planned.provider === undefined ? identityOf(options) : undefined;
  const all = headersOf(
    { 'content-type': typeof body === 'string' ? 'application/json' : undefined },
    planned.credentials,
    client.headers,
    identityIn(client),
    headers,
    call.headers,
    identityIn(call),
  );
  return {
    ...planned,
    ...mannerOf(client, call),
    method,
    headers: all,
    body,
    redact: redactor(secretsIn(all)),
  };
}

/** Errors with the signal's reason once it is aborted. */
function aborted(signal?: AbortSignal): Observable<never> {
  if (!signal) return EMPTY;
  const aborted$: Observable<unknown> = signal.aborted ? of(0) : fromEvent(signal, 'abort');
  return aborted$.pipe(
    map(() => {
      throw signal.reason;
    }),
  );
}

/** What cannot be made a request of is an argument of the wrong kind. */
function valid<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw error instanceof SmartflowError
      ? error
      : invalidArgument('An argument cannot be sent', error);
  }
}
