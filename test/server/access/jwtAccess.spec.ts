import { generateKeyPairSync } from 'node:crypto';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Access } from '../../../src/server/access/access';
import { ANONYMOUS } from '../../../src/server/access/claims';
import { jwtAccess, type JwtOptions } from '../../../src/server/access/jwtAccess';
import { NOW } from './kit';
import { hs256, rs256, rsaKeys, SECONDS, SECRET, unsigned } from './tokens';

const clock = { now: () => NOW };
const ask = (access: Access, token?: string) => firstValueFrom(access.authenticate(token, clock));

const rsa = rsaKeys();
const publicPem = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const claims = { sub: 'alice', org: 'acme', exp: SECONDS + 60 };
const hs = (options: Partial<JwtOptions> = {}) => jwtAccess({ hs256Secret: SECRET, ...options });

describe('a JSON Web Token that counts', () => {
  it('says who its bearer is [OPEN-6]', async () => {
    const token = hs256({
      ...claims,
      role: 'curator',
      groups: ['staff', 7, 'support'],
      email: ' Alice@Example.com ',
    });

    expect(await ask(hs(), token)).toEqual({
      kind: 'admitted',
      principal: {
        sub: 'alice',
        org: 'acme',
        role: 'curator',
        groups: ['staff', 'support'],
        email: 'alice@example.com',
        isAuthenticated: true,
      },
    });
  });

  it('says little where it holds little, or what is of a wrong type', async () => {
    const nobody = { sub: 'unknown', org: 'public', role: 'basic', groups: [] };
    const principal = { ...nobody, isAuthenticated: true };

    for (const said of [
      {},
      { org: 7, role: 'root', groups: 'staff', email: '' },
      { org: ' ', org_id: null, role: ['admin'], groups: [{}], email: 42 },
    ]) {
      expect(await ask(hs(), hs256(said))).toEqual({ kind: 'admitted', principal });
    }
  });

  it('names its organisation as org or as org_id', async () => {
    const of = async (said: object) => (await ask(hs(), hs256(said))) as { principal: object };

    expect((await of({ org_id: 'acme' })).principal).toMatchObject({ org: 'acme' });
    expect((await of({ org: 'acme', org_id: 'other' })).principal).toMatchObject({ org: 'acme' });
  });

  it('is signed with the key that the options name, in any of the ways', async () => {
    const admitted = expect.objectContaining({
      principal: expect.objectContaining({ sub: 'alice', isAuthenticated: true }),
    });

    expect(await ask(hs(), hs256(claims))).toEqual(admitted);
    expect(
      await ask(jwtAccess({ rs256PublicKey: publicPem }), rs256(claims, rsa.privateKey)),
    ).toEqual(admitted);
  });

  it('may be off by the tolerance of the clocks, and no more', async () => {
    const kindOf = async (said: object, clockTolerance?: number) => {
      const options = clockTolerance === undefined ? {} : { clockTolerance };
      return (await ask(hs({ strict: true, ...options }), hs256(said))).kind;
    };

    expect(await kindOf({ exp: SECONDS - 4 })).toBe('admitted');
    expect(await kindOf({ exp: SECONDS - 5 })).toBe('refused');
    expect(await kindOf({ nbf: SECONDS + 5 })).toBe('admitted');
    expect(await kindOf({ nbf: SECONDS + 6 })).toBe('refused');
    expect(await kindOf({ exp: SECONDS }, 0)).toBe('refused');
    expect(await kindOf({ exp: SECONDS - 59 }, 60_000)).toBe('admitted');
  });
});

describe('a JSON Web Token that does not count', () => {
  const strictRules = { issuer: 'https://issuer.example', audience: 'support' };
  const said = { ...claims, iss: strictRules.issuer, aud: strictRules.audience };
  const other = rsaKeys();
  const rs = jwtAccess({ rs256PublicKey: publicPem });
  const whole = hs256(claims);
  const [header = '', payload = '', signature = ''] = whole.split('.');
  const admin = Buffer.from(JSON.stringify({ ...claims, role: 'admin' })).toString('base64url');

  const wrong: readonly (readonly [what: string, token: string, access: Access])[] = [
    ['signed with another secret', hs256(claims, 'another secret'), hs()],
    ['signed with no secret', hs256(claims, ''), hs()],
    ['changed after it was signed', `${header}.${admin}.${signature}`, hs()],
    ['without its signature', `${header}.${payload}.`, hs()],
    ['with half its signature', whole.slice(0, -20), hs()],
    ['in two parts', `${header}.${payload}`, hs()],
    ['in five parts', `${whole}.a.b`, hs()],
    ['of alg none', unsigned(claims), hs()],
    ['of alg None', unsigned(claims, 'None'), hs()],
    ['of alg none, signed', hs256(claims, SECRET, { alg: 'none' }), hs()],
    ['of no alg', hs256(claims, SECRET, { alg: undefined }), hs()],
    ['of another alg of the same family', hs256(claims, SECRET, { alg: 'HS512' }), hs()],
    ['with a critical header nobody knows', hs256(claims, SECRET, { crit: ['me'], me: 1 }), hs()],
    ['expired', hs256({ ...claims, exp: SECONDS - 60 }), hs()],
    ['expired in 1970', hs256({ ...claims, exp: 0 }), hs()],
    ['with an exp that is no number', hs256({ ...claims, exp: 'never' }), hs()],
    ['not yet valid', hs256({ ...claims, nbf: SECONDS + 60 }), hs()],
    ['with claims that are a list', hs256([claims]), hs()],
    ['with claims that are null', hs256(null), hs()],
    ['empty but for the dots', '..', hs()],
    ['plain text', 'let me in', hs()],
    ['of odd characters', '\u0000\u202e💥"\'<script>&=%2e%2e/', hs()],
    ['huge', hs256({ ...claims, groups: ['x'.repeat(1_000_000)] }, 'another secret'), hs()],
    ['a million dots', '.'.repeat(1_000_000), hs()],
    // The public key is public: as the secret of an HMAC it must not sign anything.
    ['signed as HS256 with the RSA public key', hs256(claims, publicPem), rs],
    [
      'signed as HS256 with its bytes',
      hs256(claims, rsa.publicKey.export({ type: 'spki', format: 'der' })),
      rs,
    ],
    ['signed with another RSA key', rs256(claims, other.privateKey), rs],
    [
      'that brings its own key',
      rs256(claims, other.privateKey, { jwk: other.publicKey.export({ format: 'jwk' }) }),
      rs,
    ],
    ['signed as RS256 for a server with a secret', rs256(claims, rsa.privateKey), hs()],
    ['of another issuer', hs256({ ...said, iss: 'https://evil.example' }), hs(strictRules)],
    ['of no issuer', hs256({ ...said, iss: undefined }), hs(strictRules)],
    ['for another audience', hs256({ ...said, aud: ['sales'] }), hs(strictRules)],
    ['for no audience', hs256({ ...said, aud: undefined }), hs(strictRules)],
    [
      'without a claim that is required',
      hs256({ sub: 'a' }),
      hs({ requiredClaims: ['sub', 'exp'] }),
    ],
  ];

  it.each(wrong)(
    'because it is %s leaves its bearer anonymous [OPEN-5]',
    async (_what, token, access) => {
      const admission = await ask(access, token);

      expect(admission).toEqual({
        kind: 'admitted',
        principal: ANONYMOUS,
        problem: expect.stringMatching(/^ERR_[A-Z_]+(: \w+ \w+)?$/),
      });
    },
  );

  it.each(wrong)(
    'because it is %s is refused by a strict server [OPEN-5]',
    async (_what, token) => {
      expect(await ask(hs({ strict: true, ...strictRules }), token)).toMatchObject({
        kind: 'refused',
      });
    },
  );

  it('counts with the issuer and the audience asked for', async () => {
    expect(await ask(hs({ ...strictRules, strict: true }), hs256(said))).toMatchObject({
      kind: 'admitted',
    });
    const several = hs256({ ...said, aud: ['sales', 'support'] });
    expect(await ask(hs({ ...strictRules, strict: true }), several)).toMatchObject({
      kind: 'admitted',
    });
  });

  it('is missing: anonymous, or refused by a strict server [OPEN-5]', async () => {
    for (const token of [undefined, '']) {
      expect(await ask(hs(), token)).toEqual({ kind: 'admitted', principal: ANONYMOUS });
      expect(await ask(hs({ strict: true }), token)).toEqual({
        kind: 'refused',
        problem: 'no token',
      });
    }
  });

  it('expires by the clock of the server', async () => {
    const access = hs({ strict: true });
    const token = hs256(claims);
    const at = (now: number) => firstValueFrom(access.authenticate(token, { now: () => now }));

    expect((await at(NOW)).kind).toBe('admitted');
    expect((await at(NOW + 3_600_000)).kind).toBe('refused');
  });
});

describe('a key that is none', () => {
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const pem = (key: typeof ec.publicKey) => key.export({ type: 'spki', format: 'pem' }).toString();

  it.each<[string, object, RegExp]>([
    ['no key at all', {}, /needs one of/],
    ['two keys', { hs256Secret: SECRET, rs256PublicKey: publicPem }, /needs one of/],
    ['an empty secret', { hs256Secret: '' }, /hs256Secret/],
    ['no PEM', { rs256PublicKey: 'MIIB' }, /RSA key as PEM/],
    ['a PEM of another kind', { rs256PublicKey: pem(ec.publicKey) }, /RSA key as PEM/],
    ['a short RSA key', { rs256PublicKey: pem(short.publicKey) }, /2048 bits/],
    ['no URL', { jwksUrl: 'jwks.json' }, /jwksUrl/],
    ['a URL that is no web address', { jwksUrl: 'file:///etc/passwd' }, /jwksUrl/],
  ])('is told at once when it is %s', (_what, options, message) => {
    // What the types forbid, a configuration that was read from a file may still hold.
    const build = () => jwtAccess(options as JwtOptions);

    expect(build).toThrow(message);
    expect(build).toThrow(expect.objectContaining({ kind: 'invalid', code: 'INVALID_OPTION' }));
  });

  it('is not shown in what is told', () => {
    expect(() => jwtAccess({ rs256PublicKey: `no PEM but ${SECRET}` })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(SECRET) }),
    );
  });
});
