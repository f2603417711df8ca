import { NEVER, Subject, throwError, type Subscription } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient, type Client, type ClientOptions } from 'smooth-operator-rx';
import { AGENT, turnTest } from '../turnTest';
import { inShort, manualSockets, socketsOf } from './kit';

/** Runs in virtual time, and looks at what is left of it. */
function scheduled(
  test: (client: (options: Partial<ClientOptions>) => Client, left: () => number) => void,
) {
  const scheduler = new TestScheduler(() => undefined);
  scheduler.run(() => {
    test(
      (options) =>
        createClient({ url: 'ws://host.test/ws', linger: 0, random: () => 0.5, ...options }),
      () => scheduler.actions.length,
    );
    expect(scheduler.actions).toEqual([]);
  });
}

/** What may hold a connection: a push listener, a request, a turn. */
const USES: readonly (readonly [string, (app: Client) => Subscription])[] = [
  ['a hold', (app) => app.uncorrelated$.subscribe()],
  ['a request', (app) => app.ping().subscribe()],
  ['a turn', (app) => app.session({ agentId: AGENT }).turn('Hi').subscribe()],
  [
    'two turns',
    (app) => {
      const session = app.session({ agentId: AGENT });
      const both = session.turn('One').subscribe();
      both.add(session.turn('Two').subscribe());
      return both;
    },
  ],
];

let unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);
beforeEach(() => {
  unhandled = [];
  process.on('unhandledRejection', note);
});
afterEach(() => {
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});

describe.each(USES)('%s that is left', (_, use) => {
  it('while the token is fetched leaves no socket, no timer and no fetch', () => {
    scheduled((client, left) => {
      const sockets = manualSockets();
      const token$ = new Subject<string>();
      const app = client({ socket: sockets.create, token: () => token$ });
      const used = use(app);
      expect(token$.observed).toBe(true);
      expect(left()).toBeGreaterThan(0);
      used.unsubscribe();
      expect(token$.observed).toBe(false);
      token$.next('late');
      expect(sockets.made).toEqual([]);
    });
  });

  it('while it connects closes the socket, and leaves no timer', () => {
    scheduled((client, left) => {
      const sockets = manualSockets();
      const app = client({ socket: sockets.create });
      const used = use(app);
      const { onopen } = sockets.latest();
      expect(left()).toBeGreaterThan(0);
      used.unsubscribe();
      expect(sockets.latest().calls).toEqual(['close 1000']);
      onopen?.({});
      expect(sockets.made).toHaveLength(1);
    });
  });

  it('while the connection is open closes it, and leaves no timer', () => {
    scheduled((client, left) => {
      const sockets = manualSockets();
      const app = client({ socket: sockets.create });
      const used = use(app);
      sockets.latest().open();
      expect(left()).toBeGreaterThan(0);
      used.unsubscribe();
      expect(sockets.latest().calls.at(-1)).toBe('close 1000');
    });
  });
});

describe('a hold that is left', () => {
  it('while it waits to try again leaves no timer, and makes no socket', () => {
    scheduled((client, left) => {
      const sockets = manualSockets();
      const app = client({ socket: sockets.create });
      const states: string[] = [];
      app.state$.subscribe((state) => states.push(inShort(state)));
      const used = app.uncorrelated$.subscribe();
      sockets.latest().end({ code: 1006 });
      expect(states.at(-1)).toBe('waiting 1 until 250: handshake');
      expect(left()).toBe(1);
      used.unsubscribe();
      expect(states.at(-1)).toBe('idle');
      expect(sockets.made).toHaveLength(1);
    });
  });

  it('after giving up leaves nothing that `reconnectNow` could wake', () => {
    scheduled((client) => {
      const sockets = manualSockets();
      const app = client({ socket: sockets.create, reconnect: false });
      const used = app.uncorrelated$.subscribe();
      sockets.latest().end({ code: 1006 });
      used.unsubscribe();
      app.reconnectNow();
      expect(sockets.made).toHaveLength(1);
    });
  });

  it('and taken up again at each stage never has two sockets', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server({ open$: cold('--o') });
      const app = client(scripted, { linger: 0, token: () => cold('--t') });
      // Left while: fetching the token, connecting, open.
      for (const hold of ['^!', '--^--!', '8ms ^----!']) {
        expectObservable(app.uncorrelated$, hold).toBe('');
      }
      expectObservable(socketsOf(scripted)).toBe('----ab----c--d', {
        a: '+1',
        b: '-1 with 1000',
        c: '+2',
        d: '-2 with 1000',
      });
    });
  });
});

describe('a promise of a token', () => {
  it.each<[string, () => Promise<string>]>([
    ['resolves', () => Promise.resolve('late')],
    ['rejects', () => Promise.reject(new Error('late'))],
  ])('that %s after it was left changes nothing, and nothing is unhandled', async (_, fetched) => {
    const token = fetched();
    const sockets = manualSockets();
    const app = createClient({
      url: 'ws://host.test/ws',
      socket: sockets.create,
      token: () => token,
      linger: 0,
    });
    app.uncorrelated$.subscribe().unsubscribe();
    await token.catch(() => undefined);
    expect(sockets.made).toEqual([]);
  });
});

describe('a client that is closed', () => {
  it.each([
    ['while its token is fetched', NEVER],
    ['while it waits for another token', throwError(() => new Error('no'))],
  ])('%s leaves no timer', (_, token$) => {
    scheduled((client) => {
      const sockets = manualSockets();
      const app = client({ socket: sockets.create, token: () => token$, linger: 1_000 });
      app.uncorrelated$.subscribe();
      app.close();
      expect(sockets.made).toEqual([]);
    });
  });

  it('while its linger runs leaves no timer', () => {
    scheduled((client) => {
      const sockets = manualSockets();
      const app = client({ socket: sockets.create, linger: 1_000 });
      const used = app.uncorrelated$.subscribe();
      sockets.latest().open();
      used.unsubscribe();
      app.close();
      expect(sockets.latest().calls).toEqual(['close 1000']);
    });
  });
});
