import { defer, fromEvent, map, mergeMap, of, takeUntil, type Observable } from 'rxjs';
import { identityOf, mannerOf } from './callOptions';
import { askedOf } from './endpoints/asked';
import type { Asked, Endpoint } from './endpoints/endpoint';
import { SmartflowError } from './errors';
import { exchange, type Answer, type HttpRequest, type Network } from './http/exchange';
import { formOf } from './http/form';
import { headersOf, secretsIn } from './http/headers';
import { invalid, json } from './http/read';
import { redactor } from './http/redact';
import { invalidArgument } from './invalid';
import type { CallOptions } from './options';
import type { Journey, Planner } from './plan';

/** What all calls of a client share. */
export interface Shared {
  readonly plan: Planner;
  readonly options: CallOptions;
  readonly network: Network;
  /** Errors when the client is closed. */
  readonly closed$: Observable<never>;
}

/** One call as an Observable: nothing is done, and nothing looked at, before it is subscribed to. */
export function send<Result>(
  endpoint: Endpoint<Result>,
  args: readonly unknown[],
  { plan, options, network, closed$ }: Shared,
): Observable<Result> {
  const { read = json, result } = endpoint;
  return defer((): Observable<Result> => {
    const asked = valid(() => askedOf(endpoint, args));
    const planned = valid(() => plan(endpoint, asked));
    const resultOf = (value: unknown, answer?: Answer) => {
      try {
        return result ? result(value, asked) : (value as Result);
      } catch (error) {
        throw answer ? invalid(error, answer) : error;
      }
    };
    if ('answer' in planned) return of(resultOf(planned.answer));
    const exchanged = (body?: string | FormData) =>
      exchange(
        valid(() => requestOf(endpoint.verb, asked, planned, body, options)),
        network,
        (answer) => {
          const read$ = read(answer, planned.dialect, asked);
          return result
            ? read$.pipe(map((value) => resultOf(value, answer)))
            : (read$ as Observable<Result>);
        },
      );
    const { body, form } = planned;
    const result$ = form
      ? formOf(form).pipe(mergeMap(exchanged))
      : exchanged(body instanceof FormData ? body : valid(() => JSON.stringify(body)));
    const signal = asked.call.signal;
    return signal ? result$.pipe(takeUntil(aborted(signal))) : result$;
  }).pipe(takeUntil(closed$));
}

function requestOf(
  method: string,
  { call, headers }: Asked,
  { url, credentials, provider, listen }: Journey,
  body: string | FormData | undefined,
  client: CallOptions,
): HttpRequest {
  // Whom a call is for is nothing that a provider has to know.
  const identityIn = (options: CallOptions) =>
    provider === undefined ? identityOf(options) : undefined;
  const all = headersOf(
    { 'content-type': typeof body === 'string' ? 'application/json' : undefined },
    credentials,
    client.headers,
    identityIn(client),
    headers,
    call.headers,
    identityIn(call),
  );
  return {
    ...mannerOf(client, call),
    url,
    method,
    headers: all,
    body,
    provider,
    redact: redactor(secretsIn(all)),
    listen,
  };
}

/** Errors with the signal's reason once it is aborted. */
function aborted(signal: AbortSignal): Observable<never> {
  return defer(() => (signal.aborted ? of(0) : fromEvent(signal, 'abort'))).pipe(
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
      : invalidArgument('An argument is of the wrong kind', error);
  }
}
