import { generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { runCli, startCli } from '../fakeIo';
import { configFile } from './configured';

const SECRET = 'a-secret-that-is-long-enough-for-256-bits';
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = publicKey.export({ type: 'spki', format: 'pem' }).toString();

const claimed = (claims: Record<string, unknown>) =>
  new SignJWT({ email: 'a@b.example', ...claims });
const hs256 = (claims = {}, secret = SECRET) =>
  claimed(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret));
const rs256 = () => claimed({}).setProtectedHeader({ alg: 'RS256' }).sign(privateKey);

/** The exit code of a client with this token, at a strict server with these settings. */
async function knock(env: Record<string, string>, token: string, argv: readonly string[] = []) {
  const cli = startCli(['serve', '--port', '0', '--strict', ...argv], { env });
  await cli.out.seen('\n');
  const url = cli.out.text.trim();
  const { code } = await runCli(['send', 'Hello', '--url', url, '--token', token]);
  cli.signals$.next('SIGTERM');
  expect(await cli.exit).toBe(0);
  return { code, stderr: cli.err.text };
}

const ADMITTED = 0;
const REFUSED = 3;

describe('serve lets in', () => {
  it('who has a token that the secret signed, and nobody else', async () => {
    const env = { SMOOTH_AGENT_AUTH_MODE: 'jwt', AUTH_JWT_HS256_SECRET: SECRET };
    expect((await knock(env, await hs256())).code).toBe(ADMITTED);
    expect((await knock(env, await hs256({}, `${SECRET}!`))).code).toBe(REFUSED);
    expect((await knock(env, '')).code).toBe(REFUSED);
  });

  it('who has a token of the right issuer, for the right audience, with the claims it has to have', async () => {
    const env = {
      AUTH_MODE: 'smoo',
      AUTH_JWT_HS256_SECRET: SECRET,
      AUTH_JWT_ISSUER: 'issuer',
      AUTH_JWT_AUDIENCE: 'us',
    };
    const file = configFile('access: { requiredClaims: [role] }');
    const argv = ['--config', file];
    const right = { iss: 'issuer', aud: 'us', role: 'basic' };
    expect((await knock(env, await hs256(right), argv)).code).toBe(ADMITTED);
    for (const claim of ['iss', 'aud', 'role']) {
      const wrong = { ...right, [claim]: undefined };
      expect((await knock(env, await hs256(wrong), argv)).code).toBe(REFUSED);
    }
  });

  it.each([
    ['as it is', PEM],
    ['in one line', PEM.replaceAll('\n', '\\n')],
  ])('who has a token of the RSA key, written %s', async (_, pem) => {
    const env = { AUTH_MODE: 'jwt', AUTH_JWT_RS256_PUBLIC_KEY: pem };
    expect((await knock(env, await rs256())).code).toBe(ADMITTED);
    expect((await knock(env, await hs256())).code).toBe(REFUSED);
  });

  it('who has the local token', async () => {
    const env = { AUTH_MODE: 'local-token', SMOOTH_AGENT_LOCAL_TOKEN: 'open-sesame' };
    expect((await knock(env, 'open-sesame')).code).toBe(ADMITTED);
    expect((await knock(env, 'open')).code).toBe(REFUSED);
  });

  it('anybody who claims to be somebody, and says so', async () => {
    const token = Buffer.from(JSON.stringify({ sub: 'alice' })).toString('base64url');
    const { code, stderr } = await knock({}, token, ['--access', 'trusted']);
    expect(code).toBe(ADMITTED);
    expect(stderr).toMatch(/^Warning: Access is trusted\(\): .*development only\.$/m);
  });

  it('anybody at all by default, and says so where that may be a surprise', async () => {
    expect((await knock({}, 'whatever')).code).toBe(ADMITTED);
    const { stderr } = await knock({ AUTH_JWT_HS256_SECRET: SECRET }, '');
    expect(stderr).toContain(
      'Warning: access.mode is none: anybody may come, whatever is set by --strict, AUTH_JWT_HS256_SECRET.\n',
    );
  });
});

describe('serve refuses to start', () => {
  const jwt = { SMOOTH_AGENT_AUTH_MODE: 'jwt' };
  const KEYS =
    'access.hs256Secret (env AUTH_JWT_HS256_SECRET), access.rs256PublicKey (env AUTH_JWT_RS256_PUBLIC_KEY) or access.jwksUrl (env AUTH_JWT_JWKS_URL).';
  const WEAK = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;

  it.each([
    ['jwt without a key', jwt, `access.mode 'jwt' (SMOOTH_AGENT_AUTH_MODE) needs ${KEYS}`],
    [
      'two keys',
      { ...jwt, AUTH_JWT_HS256_SECRET: SECRET, AUTH_JWT_RS256_PUBLIC_KEY: PEM },
      `AUTH_JWT_HS256_SECRET and AUTH_JWT_RS256_PUBLIC_KEY are both set: access.mode 'jwt' (SMOOTH_AGENT_AUTH_MODE) takes one of ${KEYS}`,
    ],
    [
      'smoo without an issuer',
      { AUTH_MODE: 'smoo', AUTH_JWT_HS256_SECRET: SECRET },
      "access.mode 'smoo' (AUTH_MODE) needs access.issuer (env AUTH_JWT_ISSUER).",
    ],
    [
      'local-token without a token',
      { AUTH_MODE: 'local-token' },
      "access.mode 'local-token' (AUTH_MODE) needs access.localToken (env SMOOTH_AGENT_LOCAL_TOKEN).",
    ],
    [
      'an unknown mode',
      { AUTH_MODE: 'jwtt' },
      "AUTH_MODE is 'jwtt': it must be none, trusted, jwt, smoo or local-token. Did you mean jwt?",
    ],
    [
      'a secret that is too short',
      { ...jwt, AUTH_JWT_HS256_SECRET: 's3cret' },
      'AUTH_JWT_HS256_SECRET must be a secret of at least 32 characters.',
    ],
    [
      'no key at all',
      { ...jwt, AUTH_JWT_RS256_PUBLIC_KEY: 's3cret' },
      'AUTH_JWT_RS256_PUBLIC_KEY must be a public key in PEM format (-----BEGIN PUBLIC KEY-----).',
    ],
    [
      'the private key',
      { ...jwt, AUTH_JWT_RS256_PUBLIC_KEY: '-----BEGIN PRIVATE KEY-----\ns3cret' },
      'AUTH_JWT_RS256_PUBLIC_KEY must be a public key in PEM format (-----BEGIN PUBLIC KEY-----).',
    ],
    [
      'a key that is broken',
      { ...jwt, AUTH_JWT_RS256_PUBLIC_KEY: '-----BEGIN PUBLIC KEY-----\ns3cret' },
      'AUTH_JWT_RS256_PUBLIC_KEY cannot be used: jwtAccess() needs a rs256PublicKey that is an RSA key as PEM.',
    ],
    [
      'a key that is too short',
      {
        ...jwt,
        AUTH_JWT_RS256_PUBLIC_KEY: WEAK.export({ type: 'spki', format: 'pem' }).toString(),
      },
      'AUTH_JWT_RS256_PUBLIC_KEY cannot be used: jwtAccess() needs a rs256PublicKey of 2048 bits or more.',
    ],
    [
      'a place for keys that is no URL',
      { ...jwt, AUTH_JWT_JWKS_URL: 'issuer.example' },
      "AUTH_JWT_JWKS_URL is 'issuer.example': it must be a URL that begins with https:// or http://.",
    ],
    [
      'a variable that is nearly one of these',
      { ...jwt, AUTH_JWT_ISSUR: 'issuer' },
      'AUTH_JWT_ISSUR is set, and this server has no such variable. Did you mean AUTH_JWT_ISSUER?',
    ],
  ])('with %s', async (_, env, complaint) => {
    const { code, stdout, stderr } = await runCli(['serve', '--port', '0'], '', { env });
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: `smooth-operator: ${complaint}\n`,
    });
  });
});
