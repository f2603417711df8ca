import { asyncScheduler, EMPTY, ignoreElements, map, of, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { ClientOptions } from 'smooth-operator-rx';
import { event, type SocketScript } from 'smooth-operator-rx/testing';
import { HEARTBEAT_DEFAULTS } from '../../src/socket/heartbeat';
import { AGENT, answering, only, turnTest } from '../turnTest';
import { at, manualSockets, socketsOf, statesOf } from './kit';

describe('a heartbeat', () => {
  it('takes 25 s and 10 s if not told otherwise', () => {
    expect(HEARTBEAT_DEFAULTS).toEqual({ idle: 25_000, patience: 10_000 });
  });

  it('is content with any frame after the ping, and pings again after the next silence', () => {
    turnTest(({ server, client, expectObservable }) => {
      const pings = { n: 0 };
      const scripted = server({
        answer: () => (++pings.n < 3 ? timer(49).pipe(map(() => event.keepalive('x'))) : EMPTY),
      });
      const app = client(scripted, { heartbeat: { idle: 100, patience: 50 } });
      // Pinged at 100, a frame noticed at 150; so again at 250 and 300; pinged at 400 in vain.
      expectObservable(only(scripted.sent$, 'ping').pipe(map(() => 'p')), '451ms !').toBe(
        '100ms p 149ms p 149ms p',
      );
      expectObservable(app.uncorrelated$.pipe(ignoreElements()), '451ms !').toBe('');
      expectObservable(socketsOf(scripted), '451ms !').toBe('a 449ms b', {
        a: '+1',
        b: '-1 dropped',
      });
    });
  });
});

describe('a silent socket', () => {
  const mute: SocketScript = { answer: () => EMPTY };
  const ponging: SocketScript = { answer: (a) => of(event.pong(a)) };

  it('is pinged after 25 s, and lives on if a pong comes [STATE-5]', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(ponging);
      const app = client(scripted);
      expectObservable(statesOf(app), '80s !').toBe('(ico)', {
        i: 'idle',
        c: 'connecting 0',
        o: 'open',
      });
      expectObservable(app.uncorrelated$.pipe(ignoreElements()), '80s !').toBe('');
      expectObservable(only(scripted.sent$, 'ping').pipe(map((a) => a.requestId)), '60s !').toBe(
        '25s a 27499ms b',
        { a: 'r1', b: 'r2' },
      );
    });
  });

  it('is dropped at once when the pong is missed, and dialled again [STATE-5]', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server((socket) => (socket === 1 ? mute : ponging));
      const app = client(scripted);
      expectObservable(statesOf(app), '36s !').toBe('(ico) 34995ms w 249ms (ko)', {
        i: 'idle',
        c: 'connecting 0',
        o: 'open',
        w: 'waiting 1 until 35250: heartbeat',
        k: 'connecting 1',
      });
      expectObservable(socketsOf(scripted), '36s !').toBe('a 34999ms b 249ms c', {
        a: '+1',
        b: '-1 dropped',
        c: '+2',
      });
      expectObservable(app.uncorrelated$, '36s !').toBe('');
    });
  });

  it('is found dead though the ping of a turn, asked before the last frame, is under way', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering(
          { send_message: (a) => cold('a', { a: event.accepted(a) }) },
          { push$: cold('150ms k', { k: event.keepalive('x') }) },
        ),
      );
      const app = client(scripted, {
        heartbeat: { idle: 100, patience: 300 },
        idleTimeout: 100,
        recoverWithin: 0,
      });
      const turn$ = app.session({ agentId: AGENT }).turn('Hi').pipe(ignoreElements());
      // Pinged at 110 for the turn, heard at 150, silent from then on: pinged again at 450.
      expectObservable(turn$).toBe('410ms #', {}, expect.objectContaining({ kind: 'timeout' }));
      expectObservable(app.uncorrelated$.pipe(ignoreElements()), '800ms !').toBe('');
      expectObservable(socketsOf(scripted), '800ms !').toBe('a 749ms b', {
        a: '+1',
        b: '-1 dropped',
      });
    });
  });

  it('tells why in its state', () => {
    turnTest(({ server, client, expectObservable }) => {
      const app = client(server(mute), { heartbeat: { idle: 1_000, patience: 500 } });
      expectObservable(app.state$, '1400ms ^ 200ms !').toBe('1400ms o 99ms w', {
        o: { status: 'open' },
        w: {
          status: 'waiting',
          attempt: 1,
          nextRetryAt: 1_750,
          cause: { kind: 'heartbeat', afterMs: 500 },
        },
      });
      expectObservable(app.uncorrelated$, '1600ms !').toBe('');
    });
  });

  it('is not silent while nothing is read from it: no ping, and no turn times out', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({
          send_message: (a) =>
            cold('t 120s e', {
              t: event.streamToken(a, 'Hel'),
              e: event.eventualResponse(a, { text: 'Hello' }),
            }),
        }),
      );
      const socket: ClientOptions['socket'] = (url, protocols) => {
        const made = scripted.create(url, protocols);
        return Object.defineProperty(made, 'paused', { get: () => asyncScheduler.now() < 119_000 });
      };
      const turn$ = client(scripted, { socket }).session({ agentId: AGENT }).turn('Hi');
      expectObservable(turn$.pipe(map(({ type }) => type))).toBe('t 120s (e|)', {
        t: 'stream_token',
        e: 'eventual_response',
      });
      expectObservable(only(scripted.sent$, 'ping', 'cancel')).toBe('');
    });
  });

  it('is not late with an answer, either, while nothing is read from it', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(
        answering({ ping: (a) => timer(119_500).pipe(map(() => event.pong(a))) }),
      );
      const socket: ClientOptions['socket'] = (url, protocols) => {
        const made = scripted.create(url, protocols);
        return Object.defineProperty(made, 'paused', { get: () => asyncScheduler.now() < 119_000 });
      };
      const app = client(scripted, { socket, requestTimeout: 5_000 });
      expectObservable(app.ping().pipe(map(({ type }) => type))).toBe('119500ms (p|)', {
        p: 'pong',
      });
    });
    turnTest(({ server, client, expectObservable }) => {
      const app = client(server(mute), { requestTimeout: 5_000 });
      expectObservable(app.ping()).toBe(
        '5s #',
        {},
        expect.objectContaining({ kind: 'timeout', afterMs: 5_000 }),
      );
    });
  });

  it('interrupts the turn on it: one error, and no close code, for there was no close', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({ send_message: (a) => cold('t', { t: event.streamToken(a, 'Hel') }) }),
      );
      const app = client(scripted, { idleTimeout: 120_000, recoverWithin: 0 });
      const turn$ = app.session({ agentId: AGENT }).turn('Hi');
      expectObservable(turn$.pipe(map(({ type }) => type)), '60s !').toBe(
        't 37499ms #',
        { t: 'stream_token' },
        expect.objectContaining({
          kind: 'interrupted',
          partialText: 'Hel',
          cause: { kind: 'heartbeat', afterMs: 10_000 },
        }),
      );
      expectObservable(only(scripted.sent$, 'ping', 'cancel').pipe(map((a) => a.action))).toBe(
        '27500ms p',
        { p: 'ping' },
      );
    });
  });

  it('is left without waiting for its close, and its late events are ignored [STATE-5]', () => {
    const sockets = manualSockets();
    turnTest(({ server, client, expectObservable, flush }) => {
      const app = client(server(), {
        socket: sockets.create,
        heartbeat: { idle: 1_000, patience: 500 },
      });
      at(5, () => {
        sockets.latest().open();
      });
      const late = { onmessage: undefined, onclose: undefined } as {
        onmessage: unknown;
        onclose: unknown;
      };
      at(10, () => {
        const { onmessage, onclose } = sockets.latest();
        Object.assign(late, { onmessage, onclose });
      });
      at(1_800, () => {
        sockets.latest().open(); // the second, dialled at 1755
        const [, dead] = sockets.made;
        expect(dead?.calls.slice(1)).toEqual(['terminate']);
        expect([dead?.onmessage, dead?.onclose, dead?.onopen]).toEqual([null, null, null]);
        (late.onmessage as (e: object) => void)({ data: JSON.stringify(event.keepalive('x')) });
        (late.onclose as (e: object) => void)({ code: 1006, reason: '' });
        dead?.onerror?.({ message: 'late' });
      });
      expectObservable(statesOf(app), '1900ms !').toBe('(ic)-o 1499ms w 249ms k 44ms o', {
        i: 'idle',
        c: 'connecting 0',
        o: 'open',
        w: 'waiting 1 until 1755: heartbeat',
        k: 'connecting 1',
      });
      expectObservable(app.uncorrelated$, '1900ms !').toBe('');
      flush();
    });
    expect(sockets.made).toHaveLength(2);
    expect(sockets.latest().calls.at(-1)).toBe('close 1000');
  });

  it('is not pinged while frames come, of whatever kind', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server({
        push$: timer(9_000, 9_000).pipe(
          map(
            (n) =>
              ['{"type":"tomorrow"}', 'no json', JSON.stringify(event.keepalive('x'))][n % 3] ?? '',
          ),
        ),
      });
      const app = client(scripted);
      expectObservable(app.uncorrelated$.pipe(map(({ type }) => type)), '60s !').toBe(
        '27s k 26999ms k',
        { k: 'keepalive' },
      );
      expectObservable(scripted.sent$).toBe('');
      expectObservable(socketsOf(scripted)).toBe('a 60999ms b', { a: '+1', b: '-1 with 1000' });
    });
  });

  it('is closed with 1000 when it is left before it was found dead', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(mute);
      const app = client(scripted);
      expectObservable(app.uncorrelated$, '30s !').toBe('');
      expectObservable(socketsOf(scripted)).toBe('a 30999ms b', { a: '+1', b: '-1 with 1000' });
    });
  });

  it('is never pinged with `idle: Infinity`', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(mute);
      const app = client(scripted, { heartbeat: { idle: Infinity }, idleTimeout: Infinity });
      expectObservable(scripted.sent$).toBe('');
      expectObservable(statesOf(app), '60m !').toBe('(ico)', {
        i: 'idle',
        c: 'connecting 0',
        o: 'open',
      });
      expectObservable(app.uncorrelated$, '60m !').toBe('');
    });
  });
});
