import { createPublicKey, type KeyObject } from 'node:crypto';
import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { catchError, from, map, throwError } from 'rxjs';
import { operatorError } from '../../protocol';
import type { Access } from './access';
import { InvalidToken, tokenAccess, type TokenOptions } from './tokenAccess';

const RSA_MIN_BITS = 2048;
const KEYS_FAULT: readonly string[] = [
  errors.JWKSTimeout.code,
  errors.JWKSInvalid.code,
  errors.JOSEError.code, // the keys came with another status than 200, or not as JSON
];

/** What signs the tokens: exactly one of the three. */
export type JwtKeys =
  /** A shared secret, for HS256. As long as a digest, 32 bytes, or longer. */
  | { readonly hs256Secret: string }
  /** A public RSA key as PEM, for RS256. */
  | { readonly rs256PublicKey: string }
  /** Where the issuer publishes its keys, for RS256, PS256, ES256 and EdDSA. */
  | { readonly jwksUrl: string };

export type JwtOptions = TokenOptions &
  JwtKeys & {
    /** What `iss` has to be. Not looked at without it. */
    readonly issuer?: string;
    /** What `aud` has to be or to hold. Not looked at without it. */
    readonly audience?: string;
    /**
     * Claims that have to be there, such as `exp`. One that has expired never counts.
     * @defaultValue []
     */
    readonly requiredClaims?: readonly string[];
    /**
     * How far the clocks of the issuer and the server may differ, in milliseconds.
     * @defaultValue 5000
     */
    readonly clockTolerance?: number;
    /**
     * How long the keys of `jwksUrl` may take, in milliseconds; then the token cannot be checked.
     * @defaultValue 5000
     */
    readonly jwksTimeout?: number;
    /**
     * How long after the last time keys are not asked for again, in milliseconds, when a token
     * names one that is not known. They are kept for ten minutes otherwise.
     * @defaultValue 30000
     */
    readonly jwksCooldown?: number;
  };

/** The keys as a configuration may name them that was read: all, and some undefined. */
interface AnyKeys {
  readonly hs256Secret?: string | undefined;
  readonly rs256PublicKey?: string | undefined;
  readonly jwksUrl?: string | undefined;
}

interface Verifier {
  /** The only algorithms that count: the key decides on them, never the token. */
  readonly algorithms: string[];
  readonly key: JWTVerifyGetKey;
}

/**
 * Access by a JSON Web Token. Signature, `exp`, `nbf` and what the options ask for are checked by
 * the clock of the server. A token without `exp` does not expire, unless `requiredClaims` names it.
 *
 * @throws a {@link SmoothOperatorError} of kind `invalid` for a key that is none
 *
 * @example
 * ```ts
 * const server = await startServer({
 *   access: jwtAccess({ jwksUrl: 'https://issuer.example/jwks.json', audience: 'support', strict: true }),
 * });
 * ```
 */
export function jwtAccess(options: JwtOptions): Access {
  const { issuer, audience, requiredClaims = [], clockTolerance = 5000, strict = false } = options;
  const { key, algorithms } = verifierOf(options);
  const rules = {
    algorithms,
    requiredClaims: [...requiredClaims],
    clockTolerance: clockTolerance / 1000,
    ...(issuer !== undefined && { issuer }),
    ...(audience !== undefined && { audience }),
  };

  return tokenAccess(strict, (token, now) =>
    from(jwtVerify(token, key, { ...rules, currentDate: new Date(now) })).pipe(
      map(({ payload }) => payload),
      catchError((error: unknown) =>
        throwError(() => (isTokensFault(error) ? invalid(error) : error)),
      ),
    ),
  );
}

function verifierOf(options: JwtOptions): Verifier {
  const { hs256Secret, rs256PublicKey, jwksUrl }: AnyKeys = options;
  const given = [hs256Secret, rs256PublicKey, jwksUrl].filter((key) => key !== undefined);
  if (given.length !== 1) throw unusable('needs one of hs256Secret, rs256PublicKey and jwksUrl');

  if (hs256Secret !== undefined) {
    if (hs256Secret === '') throw unusable('needs a hs256Secret that is not empty');
    const secret = new TextEncoder().encode(hs256Secret);
    return { algorithms: ['HS256'], key: () => secret };
  }
  if (rs256PublicKey !== undefined) {
    const key = rsaKeyOf(rs256PublicKey);
    return { algorithms: ['RS256'], key: () => key };
  }
  return { algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'], key: publishedKeys(options, jwksUrl) };
}

function publishedKeys({ jwksTimeout = 5000, jwksCooldown = 30_000 }: JwtOptions, url = '') {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw unusable('needs a jwksUrl that begins with https:// or http://');
  }
  return createRemoteJWKSet(new URL(url), {
    timeoutDuration: jwksTimeout,
    cooldownDuration: jwksCooldown,
  });
}

function rsaKeyOf(pem: string): KeyObject {
  let key: KeyObject | undefined;
  try {
    key = createPublicKey(pem);
  } catch {
    // What is no PEM gets the same answer as a key of another kind.
  }
  if (key?.asymmetricKeyType !== 'rsa')
    throw unusable('needs a rs256PublicKey that is an RSA key as PEM');
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < RSA_MIN_BITS) {
    throw unusable(`needs a rs256PublicKey of ${RSA_MIN_BITS} bits or more`);
  }
  return key;
}

/** Whether it is the token that is wrong; else it is the keys, which may be there again next time. */
function isTokensFault(error: unknown): error is errors.JOSEError {
  return error instanceof errors.JOSEError && !KEYS_FAULT.includes(error.code);
}

/** Says which check failed, in words of the library and the options alone: its messages may quote the token. */
function invalid(error: errors.JOSEError): InvalidToken {
  const { code } = error;
  return new InvalidToken(
    error instanceof errors.JWTClaimValidationFailed
      ? `${code}: ${error.claim} ${error.reason}`
      : code,
  );
}

function unusable(why: string) {
  return operatorError('invalid', 'INVALID_OPTION', `jwtAccess() ${why}.`, {});
}
