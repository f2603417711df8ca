import { generateKeyPairSync, sign as signWith, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { firstValueFrom } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import type { Access } from '../../../src/server/access/access';
import { ANONYMOUS } from '../../../src/server/access/claims';
import { jwtAccess, type JwtOptions } from '../../../src/server/access/jwtAccess';
import { NOW } from './kit';
import { hs256, rs256, rsaKeys } from './tokens';

const clock = { now: () => NOW };
const ask = (access: Access, token: string) => firstValueFrom(access.authenticate(token, clock));

const issuers: Server[] = [];
afterEach(() => {
  for (const issuer of issuers.splice(0)) {
    issuer.close();
    issuer.closeAllConnections();
  }
});

/** A web server on this machine, and what it was asked. */
async function serving(answer: RequestListener) {
  const server = createServer(answer);
  issuers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}/jwks.json`;
}

/** An issuer that publishes these keys, by their id. */
async function issuing(keys: Map<string, KeyObject>) {
  const asked = { count: 0 };
  const url = await serving((_request, response) => {
    asked.count++;
    const published = Array.from(keys, ([kid, key]) => ({
      ...key.export({ format: 'jwk' }),
      kid,
      use: 'sig',
    }));
    response.end(JSON.stringify({ keys: published }));
  });
  return { url, asked };
}

const access = (jwksUrl: string, options: Partial<JwtOptions> = {}) =>
  jwtAccess({ jwksUrl, strict: true, jwksCooldown: 0, ...options });
const alice = { kind: 'admitted', principal: expect.objectContaining({ sub: 'alice' }) };
const claims = { sub: 'alice' };

describe('the keys that an issuer publishes', () => {
  const first = rsaKeys();
  const second = rsaKeys();

  it('are fetched once, when the first token comes', async () => {
    const { url, asked } = await issuing(new Map([['1', first.publicKey]]));
    const keys = access(url);
    expect(asked.count).toBe(0);

    const token = rs256(claims, first.privateKey, { kid: '1' });
    await Promise.all([ask(keys, token), ask(keys, token)]);
    expect(await ask(keys, token)).toEqual(alice);
    expect(asked.count).toBe(1);
  });

  it('are fetched again for a key that is new, and the old one counts no more', async () => {
    const published = new Map([['1', first.publicKey]]);
    const { url } = await issuing(published);
    const keys = access(url);
    const old = rs256(claims, first.privateKey, { kid: '1' });
    expect(await ask(keys, old)).toEqual(alice);

    published.delete('1');
    published.set('2', second.publicKey);

    expect(await ask(keys, rs256(claims, second.privateKey, { kid: '2' }))).toEqual(alice);
    expect((await ask(keys, old)).kind).toBe('refused');
  });

  it('are not fetched again for each key that nobody knows', async () => {
    const { url, asked } = await issuing(new Map([['1', first.publicKey]]));
    const keys = access(url, { jwksCooldown: 60_000 });
    await ask(keys, rs256(claims, first.privateKey, { kid: '1' }));

    for (const kid of ['2', '3', '4']) {
      expect(await ask(keys, rs256(claims, second.privateKey, { kid }))).toEqual({
        kind: 'refused',
        problem: 'ERR_JWKS_NO_MATCHING_KEY',
      });
    }
    expect(asked.count).toBe(1);
  });

  it('are the only ones: not a secret made of one, nor a key of the same id', async () => {
    const { url } = await issuing(new Map([['1', first.publicKey]]));
    const pem = first.publicKey.export({ type: 'spki', format: 'pem' });

    for (const forged of [
      hs256(claims, pem, { kid: '1' }),
      rs256(claims, second.privateKey, { kid: '1' }),
    ]) {
      expect((await ask(access(url), forged)).kind).toBe('refused');
    }
  });

  it('may be of an elliptic curve', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { url } = await issuing(new Map([['ec', publicKey]]));
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const text = `${part({ alg: 'ES256', kid: 'ec' })}.${part(claims)}`;
    const signature = signWith('sha256', Buffer.from(text), {
      key: privateKey,
      dsaEncoding: 'ieee-p1363',
    });

    expect(await ask(access(url), `${text}.${signature.toString('base64url')}`)).toEqual(alice);
  });
});

describe('an issuer that does not publish', () => {
  const key = rsaKeys();
  const token = rs256(claims, key.privateKey, { kid: '1' });

  const troubles: readonly (readonly [string, RequestListener])[] = [
    [
      'answers nothing',
      () => {
        // The request stays open.
      },
    ],
    [
      'stops in the middle',
      (_request, response) => {
        response.write('{"keys":[');
      },
    ],
    [
      'hangs up',
      (request) => {
        request.socket.destroy();
      },
    ],
    ['fails', (_request, response) => response.writeHead(500).end()],
    ['redirects', (_request, response) => response.writeHead(302, { location: '/' }).end()],
    ['answers no JSON', (_request, response) => response.end('<html>')],
    ['answers no keys', (_request, response) => response.end('{"keys":{}}')],
  ];

  it.each(troubles)('because it %s leaves everybody anonymous', async (_what, answer) => {
    const keys = access(await serving(answer), { strict: false, jwksTimeout: 100 });

    expect(await ask(keys, token)).toEqual({
      kind: 'admitted',
      principal: ANONYMOUS,
      problem: expect.stringContaining('the token cannot be checked: '),
    });
  });

  it.each(troubles)(
    'because it %s is an error of a strict server: the token may be right',
    async (_what, answer) => {
      const keys = access(await serving(answer), { jwksTimeout: 100 });

      await expect(ask(keys, token)).rejects.toThrow();
    },
  );

  it('because nothing listens there is the same', async () => {
    const url = await serving(() => undefined);
    issuers.splice(0).forEach((issuer) => issuer.close());

    await expect(ask(access(url), token)).rejects.toThrow();
    expect(await ask(access(url, { strict: false }), token)).toMatchObject({
      principal: ANONYMOUS,
    });
  });

  it('does not fail a token that no key could save', async () => {
    const keys = access(await serving(() => undefined), { jwksTimeout: 100 });

    expect(await ask(keys, 'let me in')).toMatchObject({ kind: 'refused' });
  });

  it('is asked again with the next token, and counts when it is back', async () => {
    let isBack = false;
    const url = await serving((_request, response) => {
      const jwk = { ...key.publicKey.export({ format: 'jwk' }), kid: '1' };
      if (isBack) response.end(JSON.stringify({ keys: [jwk] }));
      else response.writeHead(503).end();
    });
    const keys = access(url);

    await expect(ask(keys, token)).rejects.toThrow();
    isBack = true;
    expect(await ask(keys, token)).toEqual(alice);
  });
});
