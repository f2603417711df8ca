import {
  catchError,
  concat,
  defer,
  from,
  map,
  of,
  take,
  throwError,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import type { Cause } from './cause';

/** A token, or how to get one: asked for on every attempt to connect, never kept. */
export type Token = string | (() => string | undefined | ObservableInput<string | undefined>);

/**
 * Emits what is made of the token for one attempt and completes; errors with a `Cause`, never with the
 * token in it.
 *
 * ```
 * token: () => from(fetch('/token').then(r => r.text()))
 * ```
 */
export function tokenOnce<T>(
  token: Token | undefined,
  use: (token: string | undefined) => T,
): Observable<T> {
  return defer(() => {
    const given = typeof token === 'function' ? token() : token;
    // Anything else than an object goes on to be looked at: `from` would quote it in its error.
    return typeof given === 'object'
      ? concat(
          from(given),
          throwError(() => new Error('the getter completed without a token')),
        )
      : of(given);
  }).pipe(
    take(1),
    map((value: unknown) => {
      if (value === undefined || typeof value === 'string') return use(value);
      throw new Error(`the getter gave ${value === null ? 'null' : typeof value}, not a string`);
    }),
    catchError((error: unknown) => {
      const message = error instanceof Error ? error.message : 'the getter failed';
      throw { kind: 'token', message, error } satisfies Cause;
    }),
  );
}

/** The URL with `?token=`; a token that is there already gives way, the rest of the query stays. */
export function withToken(url: string, token: string | undefined): string {
  if (token === undefined || token === '') return url;
  const target = new URL(url);
  if (target.searchParams.has('token')) target.searchParams.set('token', token);
  else target.search += `${target.search ? '&' : '?'}token=${encodeURIComponent(token)}`;
  return target.href;
}
