import { createHmac, generateKeyPairSync, sign as signWith, type KeyObject } from 'node:crypto';
import { NOW } from './kit';

export const SECRET = 'a secret of thirty-two bytes or more, shared';
/** The seconds of `NOW`, as claims have them. */
export const SECONDS = NOW / 1000;

export const rsaKeys = () => generateKeyPairSync('rsa', { modulusLength: 2048 });

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Made by hand, so that it can be as wrong as somebody who forges it wants. */
function jwt(header: object, claims: unknown, signatureOf: (text: string) => Buffer): string {
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${signatureOf(text).toString('base64url')}`;
}

export function hs256(
  claims: unknown,
  secret: string | Buffer = SECRET,
  header: object = {},
): string {
  return jwt({ alg: 'HS256', typ: 'JWT', ...header }, claims, (text) =>
    createHmac('sha256', secret).update(text).digest(),
  );
}

export function rs256(claims: unknown, key: KeyObject, header: object = {}): string {
  return jwt({ alg: 'RS256', typ: 'JWT', ...header }, claims, (text) =>
    signWith('sha256', Buffer.from(text), key),
  );
}

export function unsigned(claims: unknown, alg = 'none'): string {
  return jwt({ alg, typ: 'JWT' }, claims, () => Buffer.alloc(0));
}

/** A token of `trusted()`. */
export const trustedToken = (claims: unknown) => part(claims);
