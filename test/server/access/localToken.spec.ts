import * as crypto from 'node:crypto';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { ANONYMOUS } from '../../../src/server/access/claims';
import { localToken, type LocalTokenOptions } from '../../../src/server/access/localToken';
import { NOW } from './kit';

vi.mock('node:crypto', { spy: true });

const TOKEN = 'correct horse battery staple';
const ask = (token?: string, options: Partial<LocalTokenOptions> = {}) =>
  firstValueFrom(localToken({ token: TOKEN, ...options }).authenticate(token, { now: () => NOW }));

describe('localToken', () => {
  it('knows the bearers of its token, apart from whoever has none', async () => {
    expect(await ask(TOKEN)).toEqual({
      kind: 'admitted',
      principal: { ...ANONYMOUS, sub: 'local', org: 'local', isAuthenticated: true },
    });
  });

  it('says of them what it is told to', async () => {
    const claims = { org: 'acme', role: 'admin', email: 'Me@Example.com' };

    expect(await ask(TOKEN, { claims })).toMatchObject({
      principal: { sub: 'local', org: 'acme', role: 'admin', email: 'me@example.com' },
    });
  });

  it.each([
    TOKEN.slice(1),
    `${TOKEN} `,
    TOKEN.toUpperCase(),
    'x'.repeat(1_000_000),
    '\u0000💥',
    'null',
  ])('does not count another token (%#): anonymous, or refused [OPEN-5]', async (token) => {
    expect(await ask(token)).toEqual({
      kind: 'admitted',
      principal: ANONYMOUS,
      problem: 'not the token of this server',
    });
    expect(await ask(token, { strict: true })).toMatchObject({ kind: 'refused' });
  });

  it('compares in constant time, whatever the length', async () => {
    const compare = vi.mocked(crypto.timingSafeEqual);
    for (const token of ['c', TOKEN.slice(0, -1), TOKEN]) {
      compare.mockClear();
      await ask(token);

      // Two digests are compared, never the texts, which would tell their length.
      expect(compare).toHaveBeenCalledTimes(1);
      const [given, expected] = compare.mock.calls[0] ?? [];
      expect([given?.byteLength, expected?.byteLength]).toEqual([32, 32]);
    }
  });

  it.each(['', '  ', undefined])('needs a token that is not blank: not %o', (token) => {
    // What the types forbid, a configuration that was read from a file may still hold.
    const build = () => localToken({ token } as LocalTokenOptions);

    expect(build).toThrow(expect.objectContaining({ kind: 'invalid', code: 'INVALID_OPTION' }));
  });
});
