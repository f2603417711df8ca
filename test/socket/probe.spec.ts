import {
  asyncScheduler,
  EMPTY,
  finalize,
  map,
  NEVER,
  of,
  takeUntil,
  throwError,
  timer,
  type ObservableInput,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { createClient, type Probe, type ProbeAnswer } from 'smooth-operator-rx';
import { turnTest } from '../turnTest';
import { at, statesOf } from './kit';

const REFUSED = { open$: throwError(() => new Error('')) };
type Answer = ProbeAnswer | undefined;

describe('a probe', () => {
  const seen = (probe: Probe, expected: string, states: Record<string, string>) => {
    turnTest(({ server, client, expectObservable }) => {
      const app = client(server(REFUSED), { probe, connectTimeout: 20, token: 't0ken' });
      app.uncorrelated$.pipe(takeUntil(timer(40))).subscribe({ error: () => undefined });
      expectObservable(statesOf(app), '99ms !').toBe(expected, states);
    });
  };
  const c = 'connecting 0';

  it('is asked when a handshake fails without a reason, and decides what follows [STATE-10]', () => {
    const asked: string[] = [];
    const probe: Probe = (url) => {
      asked.push(url);
      return timer(3).pipe(map(() => ({ status: 401, message: 'asked by HTTP' })));
    };
    seen(probe, 'c--x', { c, x: 'unauthorized: HTTP 401' });
    expect(asked).toEqual(['ws://scripted.test/ws?token=t0ken']);
  });

  it.each<[string, () => ObservableInput<Answer>]>([
    ['emits nothing it knows', () => of(undefined)],
    ['completes without a word', () => EMPTY],
    ['errors', () => throwError(() => new Error('fetch failed'))],
    [
      'throws',
      () => {
        throw new Error('fetch failed');
      },
    ],
    ['returns nonsense', () => 7 as unknown as ObservableInput<Answer>],
  ])('that %s leaves the cause as it was', (_, probe) => {
    seen(probe, 'w', { w: 'waiting 1 until 250: handshake' });
  });

  it('that never answers is waited for half of the time that a connection may take', () => {
    seen(() => NEVER, 'c 9ms w', { c, w: 'waiting 1 until 260: handshake' });
  });

  it('is left when the client is closed, or when nobody needs the connection any more', () => {
    for (const leave of ['close', 'unsubscribe'] as const) {
      let left = -1;
      turnTest(({ server, client, expectObservable }) => {
        const probe: Probe = () =>
          NEVER.pipe(
            finalize(() => {
              left = asyncScheduler.now();
            }),
          );
        const app = client(server(REFUSED), { probe, linger: 0 });
        const held = app.uncorrelated$.subscribe();
        at(5, () => {
          if (leave === 'close') app.close();
          else held.unsubscribe();
        });
        const states = { c, i: 'idle', x: 'closed' };
        expectObservable(statesOf(app), '99s !').toBe(
          leave === 'close' ? 'c----x' : 'c----i',
          states,
        );
      });
      expect(left).toBe(5);
    }
  });

  it('is not asked where the status is known', () => {
    turnTest(({ server, client, expectObservable }) => {
      const status = Object.assign(new Error(''), { status: 403 });
      const probe = () => {
        throw new Error('asked');
      };
      const app = client(server({ open$: throwError(() => status) }), { probe });
      app.uncorrelated$.pipe(takeUntil(timer(50))).subscribe({ error: () => undefined });
      expectObservable(statesOf(app), '9ms !').toBe('x', { x: 'unauthorized: HTTP 403' });
    });
  });

  it('has to be a function', () => {
    expect(() => createClient({ url: 'ws://a.test', probe: 'x' as never })).toThrow(/probe/);
  });
});
