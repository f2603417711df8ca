import { map, mergeMap, NEVER, of, tap, throwError, timer, type Observable } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createClient, type Client } from 'smooth-operator-rx';
import { closing, event } from 'smooth-operator-rx/testing';
import { AGENT, answering, only, turnTest } from '../turnTest';
import { at, inShort, manualSockets, socketsOf, statesOf, storyOf } from './kit';

describe('the state of a connection', () => {
  it('is idle, connecting, open while somebody holds it, and a second longer [STATE-1] [STATE-2]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server({ open$: cold('-----o') });
      const app = client(scripted);
      const holds = ' --^-----------!';
      const states = 'i-c----o 1006ms (j';
      expectObservable(statesOf(app)).toBe(`${states})`, {
        i: 'idle',
        c: 'connecting 0',
        o: 'open',
        j: 'idle',
      });
      expectObservable(app.uncorrelated$, holds).toBe('');
      expectObservable(socketsOf(scripted)).toBe('--a 1011ms b', { a: '+1', b: '-1 with 1000' });
    });
  });

  it('is a plain value for each status [STATE-1]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const app = client(
        server({ open$: cold('-----o'), push$: cold('-x', { x: closing(1001, 'bye') }) }),
        { reconnect: { maxAttempts: 1 } },
      );
      const cause = { kind: 'closed', code: 1001, reason: 'bye' };
      expectObservable(app.state$, '260ms !').toBe('(ic)-ow 249ms k', {
        i: { status: 'idle' },
        c: { status: 'connecting', attempt: 0 },
        w: { status: 'waiting', attempt: 1, nextRetryAt: 256, cause },
        o: { status: 'open' },
        k: { status: 'connecting', attempt: 1 },
      });
      expectObservable(app.uncorrelated$, '260ms !').toBe('');
    });
  });

  it('can be watched without a socket being made [STATE-2]', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server();
      const app = client(scripted);
      expectObservable(statesOf(app), '10s !').toBe('i', { i: 'idle' });
      expectObservable(app.protocolErrors$, '10s !').toBe('');
      expectObservable(app.unknownEvents$, '10s !').toBe('');
      expectObservable(app.queued$, '10s !').toBe('q', { q: 0 });
      expectObservable(scripted.sockets$).toBe('');
    });
  });

  it('is replayed to whoever comes later, and repeats nothing', () => {
    turnTest(({ server, client, expectObservable }) => {
      const app = client(server());
      expectObservable(app.uncorrelated$, '100ms !').toBe('');
      expectObservable(statesOf(app), '20ms ^').toBe('20ms o 1079ms i', { o: 'open', i: 'idle' });
    });
  });

  it('tells its watchers apart: one that throws or leaves does not stop another', () => {
    turnTest(({ server, client, expectObservable }) => {
      const app = client(server());
      const throwing$ = app.state$.pipe(
        map(({ status }) => {
          if (status === 'open') throw new Error('mine');
          return status;
        }),
      );
      expectObservable(throwing$).toBe('(ic#)', { i: 'idle', c: 'connecting' }, new Error('mine'));
      expectObservable(statesOf(app), '100ms !').toBe('(ico)', {
        i: 'idle',
        c: 'connecting 0',
        o: 'open',
      });
      expectObservable(app.uncorrelated$, '100ms !').toBe('');
    });
  });
});

describe('one socket', () => {
  it('is shared by all who need it, and closed after the last [STATE-2]', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server();
      const app = client(scripted);
      expectObservable(app.uncorrelated$, '^ 99ms !').toBe('');
      expectObservable(app.uncorrelated$, '50ms ^ 149ms !').toBe('');
      expectObservable(app.uncorrelated$, '150ms ^ 149ms !').toBe('');
      expectObservable(socketsOf(scripted)).toBe('a 1299ms b', { a: '+1', b: '-1 with 1000' });
    });
  });

  it('is shared while it is being opened', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server({ open$: cold('10ms o') });
      const app = client(scripted, { linger: 0 });
      expectObservable(app.uncorrelated$, '20ms !').toBe('');
      expectObservable(app.uncorrelated$, '5ms ^ 14ms !').toBe('');
      expectObservable(socketsOf(scripted)).toBe('a 19ms b', { a: '+1', b: '-1 with 1000' });
    });
  });

  it.each([
    [0, 'a---------b'],
    [50, 'a 59ms b'],
    [60_000, 'a 60009ms b'],
  ])('lingers for %i ms after its last use, if told so', (linger, sockets) => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server();
      const app = client(scripted, { linger, heartbeat: { idle: 120_000 } });
      expectObservable(app.uncorrelated$, '10ms !').toBe('');
      expectObservable(socketsOf(scripted)).toBe(sockets, { a: '+1', b: '-1 with 1000' });
    });
  });

  it('is used again within its linger, however often, and made anew after it', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server();
      const app = client(scripted);
      const holds = ['10ms !', '1009ms ^---------!', '1600ms ^---------!', '2611ms ^---------!'];
      for (const hold of holds) expectObservable(app.uncorrelated$, hold).toBe('');
      expectObservable(socketsOf(scripted)).toBe('a 2609ms bc 1009ms d', {
        a: '+1',
        b: '-1 with 1000',
        c: '+2',
        d: '-2 with 1000',
      });
    });
  });

  it('that a turn opened lingers after the turn', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({ send_message: (a) => cold('--e', { e: event.eventualResponse(a) }) }),
      );
      const session = client(scripted).session({ agentId: AGENT });
      expectObservable(session.turn('Hi').pipe(map(({ type }) => type))).toBe('--(e|)', {
        e: 'eventual_response',
      });
      expectObservable(socketsOf(scripted)).toBe('a 1001ms b', { a: '+1', b: '-1 with 1000' });
    });
  });
});

describe('a time of `Infinity`', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is for ever, though timers cannot count so far', () => {
    vi.useFakeTimers();
    const sockets = manualSockets();
    const app = createClient({
      url: 'ws://host.test/ws',
      socket: sockets.create,
      connectTimeout: Infinity,
      linger: Infinity,
      heartbeat: { idle: Infinity },
      idleTimeout: Infinity,
    });
    const states: string[] = [];
    app.state$.subscribe((state) => states.push(inShort(state)));
    const used = app.uncorrelated$.subscribe();
    vi.advanceTimersByTime(3_600_000);
    sockets.latest().open();
    vi.advanceTimersByTime(3_600_000);
    used.unsubscribe();
    vi.advanceTimersByTime(3_600_000);
    expect(states).toEqual(['idle', 'connecting 0', 'open']);
    expect(sockets.latest().calls).toEqual([]);
    app.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a closed client', () => {
  const everything = (app: Client): readonly Observable<unknown>[] => [
    app.session({ agentId: AGENT }).turn('Hi'),
    app.session({ agentId: AGENT }).info(),
    app.session({ agentId: AGENT }).messages(),
    app.listConversations(),
    app.renameConversation('c', 'title'),
    app.ping(),
  ];
  const closedError = expect.objectContaining({
    name: 'SmoothOperatorError',
    kind: 'closed',
    code: 'CLIENT_CLOSED',
    retryable: false,
  });

  it('errors everything later with kind `closed`, and makes no socket', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server();
      const app = client(scripted);
      app.close();
      app.reconnectNow();
      for (const each$ of everything(app)) expectObservable(each$).toBe('#', {}, closedError);
      expectObservable(statesOf(app), '60s !').toBe('c', { c: 'closed' });
      expectObservable(scripted.sockets$).toBe('');
    });
  });

  it('closes its socket with 1000 at once, without a linger, and stays closed', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server();
      const app = client(scripted);
      expectObservable(storyOf(app, scripted), '1m !').toBe('(icmo)----(zx)', {
        i: 'idle',
        m: '+1',
        c: 'connecting 0',
        o: 'open',
        x: '-1 with 1000',
        z: 'closed',
      });
      at(10, () => {
        app.close();
      });
      at(20, () => {
        app.reconnectNow();
      });
      at(30, () => {
        app.close();
      });
      expectObservable(app.uncorrelated$, '1m !').toBe('----------|');
      expectObservable(app.uncorrelated$, '40ms ^ 1m !').toBe('40ms |');
    });
  });

  it('interrupts the turn that runs, and rejects the one that waits', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({
          send_message: (a) => cold('at', { a: event.accepted(a), t: event.streamToken(a, 'Hel') }),
        }),
      );
      const app = client(scripted);
      const session = app.session({ agentId: AGENT });
      const [running$, waiting$] = [session.turn('One'), session.turn('Two')].map((turn$) =>
        turn$.pipe(map(({ type }) => type)),
      );
      at(10, () => {
        app.close();
      });
      expectObservable(running$ ?? NEVER).toBe(
        'at--------#',
        { a: 'immediate_response', t: 'stream_token' },
        expect.objectContaining({
          kind: 'interrupted',
          closeCode: 1000,
          partialText: 'Hel',
          delivery: 'sent',
        }),
      );
      expectObservable(waiting$ ?? NEVER).toBe(
        '----------#',
        {},
        expect.objectContaining({ kind: 'closed' }),
      );
      expectObservable(
        only(scripted.sent$, 'send_message', 'cancel').pipe(map((a) => a.action)),
      ).toBe('m', { m: 'send_message' });
    });
  });

  it.each<[string, string, Record<string, string>]>([
    ['while it dials', 'dial', { a: '+1', b: '-1 with 1000' }],
    ['while it waits to try again', 'refuse', { a: '+1' }],
  ])('tries no more when it is closed %s', (_, how, sockets) => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server({
        open$: how === 'dial' ? NEVER : throwError(() => new Error('refused')),
      });
      const app = client(scripted);
      at(10, () => {
        app.close();
      });
      expectObservable(app.uncorrelated$, '5m !').toBe('----------|');
      expectObservable(socketsOf(scripted)).toBe(how === 'dial' ? 'a---------b' : 'a', sockets);
    });
  });

  it('does not wait for its linger', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server();
      const app = client(scripted);
      expectObservable(storyOf(app, scripted)).toBe('(icmo) 14ms (zx)', {
        i: 'idle',
        c: 'connecting 0',
        m: '+1',
        o: 'open',
        x: '-1 with 1000',
        z: 'closed',
      });
      expectObservable(app.uncorrelated$, '10ms !').toBe('');
      at(20, () => {
        app.close();
      });
    });
  });

  it('may be closed from within the news that it is open', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server();
      const app = client(scripted);
      const closing$ = app.state$.pipe(
        tap(({ status }) => {
          if (status === 'open') app.close();
        }),
        mergeMap(() => NEVER),
      );
      expectObservable(closing$, '1m !').toBe('');
      expectObservable(app.ping()).toBe('#', {}, closedError);
      expectObservable(socketsOf(scripted)).toBe('(ab)', { a: '+1', b: '-1 with 1000' });
      expectObservable(timer(5).pipe(mergeMap(() => statesOf(app))), '1m !').toBe('-----c', {
        c: 'closed',
      });
    });
  });
});

describe('a URL that is none', () => {
  it.each([
    'not a url',
    '',
    '/ws',
    'host.test/ws',
    'http://host.test/ws',
    'file:///ws',
    'ws://',
    'ws://host:99999/ws',
  ])('`%s` is one typed error at once, of kind `invalid`', (url) => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server();
      expect(() => client(scripted, { url })).toThrow(
        expect.objectContaining({
          name: 'SmoothOperatorError',
          kind: 'invalid',
          code: 'INVALID_OPTION',
          message: expect.stringContaining('url') as string,
        }),
      );
      expectObservable(scripted.sockets$).toBe('');
    });
  });

  it('is not quoted: it may have a token', () => {
    turnTest(({ server, client }) => {
      let thrown: unknown;
      try {
        client(server(), { url: 'http://host.test/ws?token=sesame' });
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toMatchObject({ kind: 'invalid' });
      expect(String(thrown)).not.toContain('sesame');
    });
  });

  it('a `wss:` URL with a path and a query is one', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(answering({ ping: (a) => of(event.pong(a)) }));
      const app = client(scripted, { url: 'wss://host.test:8443/a/b?x=1' });
      expectObservable(app.ping()).toBe('(p|)', { p: event.pong('r1') });
    });
  });
});
