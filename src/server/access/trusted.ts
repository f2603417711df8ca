import { defer, of } from 'rxjs';
import type { Access } from './access';
import type { Claims } from './claims';
import { InvalidToken, tokenAccess, type TokenOptions } from './tokenAccess';

/**
 * Believes every token: base64url of JSON claims (`sub`, `org`, `role`, `groups`, `email`, `exp`),
 * unsigned. **For development only**: anybody can be anybody.
 *
 * @example
 * ```ts
 * const server = await startServer({ access: trusted() });
 * // token: Buffer.from(JSON.stringify({ sub: 'alice', email: 'alice@example.com' })).toString('base64url')
 * ```
 */
export function trusted({ strict = false }: TokenOptions = {}): Access {
  return {
    ...tokenAccess(strict, (token, now) => defer(() => of(claimsOf(token, now)))),
    warning:
      'Access is trusted(): tokens are not signed and anybody can be anybody. For development only.',
  };
}

function claimsOf(token: string, now: number): Claims {
  if (!/^[\w-]+={0,2}$/.test(token)) throw new InvalidToken('not base64url');
  const claims = parsed(Buffer.from(token, 'base64url').toString('utf8'));
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) {
    throw new InvalidToken('not an object of claims');
  }
  const { exp } = claims as { exp?: unknown };
  if (typeof exp === 'number' && exp * 1000 <= now) throw new InvalidToken('expired');
  return claims as Claims; // an object that is no list: every field is yet to be looked at
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidToken('not JSON');
  }
}
