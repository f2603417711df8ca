import { defer, of } from 'rxjs';
import { operatorError } from '../../protocol';
import type { Access } from './access';
import type { Claims } from './claims';
import { isSameSecret } from './timingSafe';
import { InvalidToken, tokenAccess, type TokenOptions } from './tokenAccess';

export interface LocalTokenOptions extends TokenOptions {
  /** The secret that the clients of this machine share. */
  readonly token: string;
  /**
   * Who its bearers are: `sub`, `org`, `role`, `groups`, `email`.
   * @defaultValue the `sub` and the `org` are `local`, the rest as in a token that says nothing
   */
  readonly claims?: Claims;
}

/**
 * One secret for everybody who may come, compared in constant time.
 *
 * @throws a {@link SmoothOperatorError} of kind `invalid` when the token is blank
 *
 * @example
 * ```ts
 * const server = await startServer({ access: localToken({ token, strict: true }) });
 * ```
 */
export function localToken({
  token: secret,
  claims = {},
  strict = false,
}: LocalTokenOptions): Access {
  if (typeof secret !== 'string' || secret.trim() === '') {
    throw operatorError('invalid', 'INVALID_OPTION', 'localToken() needs a token.', {});
  }
  return tokenAccess(strict, (token) =>
    defer(() => {
      if (!isSameSecret(token, secret)) throw new InvalidToken('not the token of this server');
      return of({ sub: 'local', org: 'local', ...claims });
    }),
  );
}
