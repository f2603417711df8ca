import { catchError, defer, map, of, throwError, type Observable } from 'rxjs';
import type { Access, Admission } from './access';
import { ANONYMOUS, principalOf, type Claims } from './claims';

export interface TokenOptions {
  /**
   * Whether somebody without a token that counts is refused, with 401 at the upgrade, and does not
   * become anonymous.
   */
  readonly strict?: boolean;
}

/** What a token says: cold, emits once; errors with an {@link InvalidToken} when it does not count. */
export type ReadToken = (token: string, now: number) => Observable<Claims>;

/** A token that does not count. Its message says why, and holds nothing of the token. */
export class InvalidToken extends Error {
  override readonly name = 'InvalidToken';
}

/**
 * Access by a token. Who has none that counts is anonymous, or refused where it is `strict`; where
 * it cannot be told, because keys cannot be had, it is the same, but that `strict` errors.
 */
export function tokenAccess(strict: boolean, read: ReadToken): Access {
  const unauthenticated = (problem: string | undefined): Admission =>
    strict
      ? { kind: 'refused', problem: problem ?? 'no token' }
      : { kind: 'admitted', principal: ANONYMOUS, ...(problem !== undefined && { problem }) };

  return {
    authenticate: (token, clock) =>
      token === undefined || token === ''
        ? of(unauthenticated(undefined))
        : defer(() => read(token, clock.now())).pipe(
            map((claims): Admission => ({ kind: 'admitted', principal: principalOf(claims) })),
            catchError((error: unknown) => {
              if (error instanceof InvalidToken) return of(unauthenticated(error.message));
              const why = error instanceof Error ? error.message : String(error);
              return strict
                ? throwError(() => error)
                : of(unauthenticated(`the token cannot be checked: ${why}`));
            }),
          ),
  };
}
