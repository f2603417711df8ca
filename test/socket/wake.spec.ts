import { throwError } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { wakeUps } from '../../src/socket/wake';
import { turnTest } from '../turnTest';
import { at, socketsOf, statesOf } from './kit';

class Page extends EventTarget {
  visibilityState = 'visible';
}

/** What is global there is a member of the window, or of the worker's scope. */
function aScope(): EventTarget {
  const scope = new EventTarget();
  for (const method of ['addEventListener', 'removeEventListener'] as const) {
    vi.stubGlobal(method, (type: string, listener: () => void) => {
      scope[method](type, listener);
    });
  }
  return scope;
}

function aBrowser() {
  const window = aScope();
  const document = new Page();
  vi.stubGlobal('document', document);
  return {
    window,
    document,
    becomes: (visibilityState: string) => {
      document.visibilityState = visibilityState;
      document.dispatchEvent(new Event('visibilitychange'));
    },
  };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('wake-ups', () => {
  it('are `online`, `pageshow`, and becoming visible', () => {
    const { window, becomes } = aBrowser();
    const story: string[] = [];
    const listening = wakeUps().subscribe(() => story.push('woken'));
    for (const type of ['online', 'offline', 'pageshow', 'pagehide']) {
      story.push(type);
      window.dispatchEvent(new Event(type));
    }
    for (const visibility of ['hidden', 'visible']) {
      story.push(visibility);
      becomes(visibility);
    }
    expect(story.join(' ')).toBe(
      'online woken offline pageshow woken pagehide hidden visible woken',
    );
    listening.unsubscribe();
  });

  it('leave no listener behind', () => {
    const { window, document } = aBrowser();
    const added = [window, document].map((target) => vi.spyOn(target, 'addEventListener'));
    const removed = [window, document].map((target) => vi.spyOn(target, 'removeEventListener'));
    const callsOf = (spies: typeof added) => spies.flatMap((spy) => spy.mock.calls);
    const listening = wakeUps().subscribe();
    expect(callsOf(added).map(([type]) => type)).toEqual([
      'online',
      'pageshow',
      'visibilitychange',
    ]);
    expect(callsOf(removed)).toEqual([]);
    listening.unsubscribe();
    expect(callsOf(removed)).toEqual(callsOf(added));
  });

  it('are `online` in a worker, which has no document', () => {
    const scope = aScope();
    const woken = vi.fn();
    const listening = wakeUps().subscribe(woken);
    scope.dispatchEvent(new Event('online'));
    listening.unsubscribe();
    scope.dispatchEvent(new Event('online'));
    expect(woken).toHaveBeenCalledTimes(1);
  });

  it('never come where there is no page', () => {
    turnTest(({ expectObservable }) => {
      expectObservable(wakeUps(), '1s !').toBe('');
    });
  });
});

describe('a wait between attempts', () => {
  it.each<[string, (browser: ReturnType<typeof aBrowser>) => void]>([
    ['`online`', ({ window }) => window.dispatchEvent(new Event('online'))],
    ['`pageshow`', ({ window }) => window.dispatchEvent(new Event('pageshow'))],
    [
      'becoming visible',
      ({ becomes }) => {
        becomes('visible');
      },
    ],
  ])('is cut short by %s [STATE-4]', (_, wake) => {
    const browser = aBrowser();
    turnTest(({ server, client, expectObservable }) => {
      const app = client(
        server((socket) => (socket === 1 ? { open$: throwError(() => new Error('down')) } : {})),
      );
      expectObservable(statesOf(app)).toBe('(icw) 95ms (ko) 1096ms i', {
        i: 'idle',
        c: 'connecting 0',
        k: 'connecting 1',
        w: 'waiting 1 until 250: handshake',
        o: 'open',
      });
      expectObservable(app.uncorrelated$, '200ms !').toBe('');
      at(100, () => {
        wake(browser);
      });
    });
  });

  it('is cut short once by several at the same moment: there are never two sockets', () => {
    const { window, becomes } = aBrowser();
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server((socket) =>
        socket === 1 ? { open$: throwError(() => new Error('down')) } : {},
      );
      const app = client(scripted);
      expectObservable(socketsOf(scripted)).toBe('a 99ms b 1899ms c', {
        a: '+1',
        b: '+2',
        c: '-2 with 1000',
      });
      expectObservable(app.uncorrelated$, '1s !').toBe('');
      at(100, () => {
        becomes('visible');
        window.dispatchEvent(new Event('pageshow'));
        window.dispatchEvent(new Event('online'));
        app.reconnectNow();
      });
    });
  });

  it('is the only thing a wake-up changes: an open socket stays, an idle client stays idle', () => {
    const { window } = aBrowser();
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server();
      const app = client(scripted);
      expectObservable(socketsOf(scripted)).toBe('50ms a 1999ms b', {
        a: '+1',
        b: '-1 with 1000',
      });
      expectObservable(app.uncorrelated$, '50ms ^ 999ms !').toBe('');
      for (const ms of [10, 100]) {
        at(ms, () => {
          window.dispatchEvent(new Event('online'));
        });
      }
    });
  });
});
