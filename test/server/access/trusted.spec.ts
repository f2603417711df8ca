import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { noAccess, type Access } from '../../../src/server/access/access';
import { ANONYMOUS } from '../../../src/server/access/claims';
import { trusted } from '../../../src/server/access/trusted';
import { NOW } from './kit';
import { hs256, SECONDS, trustedToken } from './tokens';

const clock = { now: () => NOW };
const ask = (access: Access, token?: string) => firstValueFrom(access.authenticate(token, clock));

describe('noAccess', () => {
  it('asks nobody who they are, with any token and with none [OPEN-4]', async () => {
    for (const token of [undefined, '', 'x', trustedToken({ sub: 'alice' })]) {
      expect(await ask(noAccess(), token)).toEqual({ kind: 'admitted', principal: undefined });
    }
  });
});

describe('trusted', () => {
  it('believes what a token says [OPEN-6]', async () => {
    const token = trustedToken({ sub: 'alice', org: 'acme', role: 'admin', email: 'A@b.example' });

    expect(await ask(trusted(), token)).toEqual({
      kind: 'admitted',
      principal: {
        sub: 'alice',
        org: 'acme',
        role: 'admin',
        groups: [],
        email: 'a@b.example',
        isAuthenticated: true,
      },
    });
  });

  it('reads a token in Unicode, and one with its padding', async () => {
    const padded = Buffer.from(JSON.stringify({ sub: 'Zoë', a: 1 })).toString('base64');

    expect(padded).toMatch(/=$/);
    for (const token of [trustedToken({ sub: 'Zoë' }), padded]) {
      expect(await ask(trusted(), token)).toMatchObject({ principal: { sub: 'Zoë' } });
    }
  });

  it('takes the defaults where a token says nothing', async () => {
    expect(await ask(trusted(), trustedToken({}))).toEqual({
      kind: 'admitted',
      principal: { ...ANONYMOUS, isAuthenticated: true },
    });
  });

  it('takes no claim from what every object has', async () => {
    const token = Buffer.from('{"__proto__":{"role":"admin","sub":"root"}}').toString('base64url');

    expect(await ask(trusted(), token)).toMatchObject({
      principal: { sub: 'unknown', role: 'basic' },
    });
  });

  it.each<[string, string]>([
    ['no base64url', '{"sub":"alice"}'],
    ['odd characters', '💥\u0000\n%2e'],
    ['no JSON', Buffer.from('alice').toString('base64url')],
    ['a list', trustedToken(['alice'])],
    ['null', trustedToken(null)],
    ['a text', trustedToken('alice')],
    ['a JSON Web Token, which is not asked for here', hs256({ sub: 'alice' })],
    ['expired', trustedToken({ sub: 'alice', exp: SECONDS })],
    ['huge and nothing', 'A'.repeat(1_000_000)],
    ['padding alone', '=='],
    ['nested deeply', Buffer.from('['.repeat(100_000)).toString('base64url')],
  ])('does not count a token that is %s: anonymous, or refused [OPEN-5]', async (_what, token) => {
    expect(await ask(trusted(), token)).toEqual({
      kind: 'admitted',
      principal: ANONYMOUS,
      problem: expect.not.stringContaining(token),
    });
    expect(await ask(trusted({ strict: true }), token)).toMatchObject({ kind: 'refused' });
  });

  it('counts an exp that is yet to come, and one that is no number for none', async () => {
    for (const exp of [SECONDS + 1, 'never', null]) {
      expect(await ask(trusted({ strict: true }), trustedToken({ exp }))).toMatchObject({
        kind: 'admitted',
      });
    }
  });

  it('says that it is for development', () => {
    expect(trusted().warning).toContain('development only');
  });
});
