import { EMPTY, NEVER, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { noAccess, type Access, type Admission } from '../../../src/server/access/access';
import { ANONYMOUS } from '../../../src/server/access/claims';
import { trusted } from '../../../src/server/access/trusted';
import type { ServerOptions } from '../../../src/server/options';
import { logged, marbles, service } from '../kit';
import { trustedToken } from './tokens';

const asking = (authenticate: Access['authenticate']): ServerOptions => ({
  access: { authenticate },
});
const somebody = { token: 'T', origin: undefined };

describe('who comes', () => {
  it('is asked when the upgrade is decided on, once for each', () => {
    const asked: (string | undefined)[] = [];
    const on = service(
      asking((token) => {
        asked.push(token);
        return of<Admission>({ kind: 'admitted', principal: ANONYMOUS });
      }),
    );
    const caller$ = on.admit(somebody);
    expect(asked).toEqual([]);

    caller$.subscribe();
    caller$.subscribe();
    expect(asked).toEqual(['T', 'T']);
  });

  it('is decided on by the first answer, and by none after ten seconds', () => {
    const admitted: Admission = { kind: 'admitted', principal: ANONYMOUS };
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const slow$ = cold('9999ms a-a', { a: admitted });
      const slow = service(asking(() => slow$));
      expectObservable(slow.admit(somebody)).toBe('9999ms (a|)', {
        a: { principal: ANONYMOUS, isOriginAllowed: true },
      });
      expectSubscriptions(slow$.subscriptions).toBe('^ 9998ms !');
    });
    marbles(({ expectObservable }) => {
      const never = service(asking(() => NEVER));
      expectObservable(never.admit(somebody)).toBe(
        '10s #',
        undefined,
        expect.objectContaining({ name: 'TimeoutError' }),
      );
    });
  });

  it.each<[string, Access['authenticate']]>([
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['errors', () => throwError(() => new Error('no'))],
    ['decides nothing', () => EMPTY],
  ])('cannot be told when the access %s', (_what, authenticate) => {
    const outcomes: unknown[] = [];
    service(asking(authenticate))
      .admit(somebody)
      .subscribe({
        next: (caller) => outcomes.push(caller),
        error: (error: unknown) => outcomes.push(error),
      });

    expect(outcomes).toEqual([expect.any(Error)]);
  });

  it('is nobody, and no more than that, from a page that may not use the server [CREATE-7]', () => {
    const on = service({ access: trusted(), origins: ['https://example.com'] });
    const outcomes: unknown[] = [];
    const token = trustedToken({ sub: 'alice', role: 'admin' });
    on.admit({ token, origin: 'https://evil.example' }).subscribe((caller) =>
      outcomes.push(caller),
    );

    expect(outcomes).toEqual([{ principal: ANONYMOUS, isOriginAllowed: false }]);
  });

  it('is anonymous where host pages say who their users are, though nobody else is asked', () => {
    const outcomes: unknown[] = [];
    const take = (on: ReturnType<typeof service>) =>
      on.admit(somebody).subscribe((caller) => outcomes.push(caller?.principal));
    take(service({ access: noAccess() }));
    take(service({ access: noAccess(), authContextSecret: 'secret' }));

    expect(outcomes).toEqual([undefined, ANONYMOUS]);
  });

  it('is in the log when their token did not count, without the token', () => {
    const log = logged();
    const bad = 'a-bad-token';
    service({ access: trusted(), onLog: log.onLog })
      .admit({ ...somebody, token: bad })
      .subscribe();
    service({ access: trusted({ strict: true }), onLog: log.onLog })
      .admit({ ...somebody, token: bad })
      .subscribe();

    expect(log.entries).toEqual([
      { kind: 'unauthenticated', problem: 'not JSON', isRefused: false },
      { kind: 'unauthenticated', problem: 'not JSON', isRefused: true },
    ]);
  });
});

describe('the options of access', () => {
  it.each<[keyof ServerOptions, unknown]>([
    ['access', {}],
    ['access', 'trusted'],
    ['access', null],
    ['origins', 'https://example.com'],
    ['origins', ['example.com']],
    ['authContextSecret', ''],
    ['authContextSecret', 42],
  ])('refuse an %s that is wrong (%j), and do not show it', (name, value) => {
    const build = () => service({ [name]: value });

    expect(build).toThrow(expect.objectContaining({ kind: 'invalid', code: 'INVALID_OPTION' }));
    expect(build).toThrow(new RegExp(`^The option ${name} must be `));
  });
});
