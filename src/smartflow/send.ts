import { defer, filter, fromEvent, map, mergeMap, of, takeUntil, type Observable } from 'rxjs';
import { identityOf, mannerOf } from './callOptions';
import { Misread, type Asked, type Endpoint } from './endpoints/endpoint';
import { isSmartflowError, ValidationError } from './errors';
import { exchange, type Answer, type HttpRequest, type Network } from './http/exchange';
import { formOf } from './http/form';
import { headersOf, secretsIn } from './http/headers';
import { invalid, json } from './http/read';
import { redactor } from './http/redact';
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
export function send<Args extends readonly unknown[], Result>(
  endpoint: Endpoint<Args, Result>,
  args: Args,
  { plan, options, network, closed$ }: Shared,
): Observable<Result> {
  return defer((): Observable<Result> => {
    const asked = valid(() => endpoint.ask(...args));
    const planned = valid(() => plan(endpoint, asked));
    const { read = json, emits } = endpoint;
    const resultOf = (value: unknown, answer?: Answer) => {
      try {
        return endpoint.result(value, asked, args);
      } catch (error) {
        throw answer && error instanceof Misread ? invalid(error.message, answer.origin) : error;
      }
    };
    const result$ =
      'answer' in planned
        ? of(resultOf(planned.answer))
        : bodyOf(planned).pipe(
            mergeMap((body) =>
              exchange(
                valid(() => requestOf(endpoint, asked, planned, body, options)),
                network,
                (answer) =>
                  read(answer, planned.dialect, asked).pipe(
                    planned.counted<unknown>(),
                    map((value) => resultOf(value, answer)),
                  ),
              ),
            ),
          );
    const signal = asked.call?.signal;
    const worth$ = emits ? result$.pipe(filter((result) => emits(result))) : result$;
    return signal ? worth$.pipe(takeUntil(aborted(signal))) : worth$;
  }).pipe(takeUntil(closed$));
}

function bodyOf({ body, form }: Journey): Observable<string | FormData | undefined> {
  if (form) return formOf(form);
  if (body instanceof FormData) return of(body);
  return of(body === undefined ? undefined : valid(() => JSON.stringify(body)));
}

function requestOf(
  { verb, accept }: Pick<Endpoint<never, unknown>, 'verb' | 'accept'>,
  { call = {}, headers }: Asked,
  { url, credentials, provider }: Journey,
  body: string | FormData | undefined,
  client: CallOptions,
): HttpRequest {
  // Whom a call is for is nothing that a provider has to know.
  const identityIn = (options: CallOptions) =>
    provider === undefined ? identityOf(options) : undefined;
  const all = headersOf(
    { accept, 'content-type': typeof body === 'string' ? 'application/json' : undefined },
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
    method: verb,
    headers: all,
    body,
    provider,
    redact: redactor(secretsIn(all)),
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
    throw isSmartflowError(error)
      ? error
      : new ValidationError('An argument is of the wrong kind', {
          code: 'INVALID_ARGUMENT',
          cause: error,
        });
  }
}
