import { asyncScheduler, concat, map, NEVER, of, throwError, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { ConnectionState } from 'smooth-operator-rx';
import { event, type SocketScript } from 'smooth-operator-rx/testing';
import { AGENT, answering, turnTest } from '../turnTest';
import { at, closingWith, inShort, socketsOf, statesOf } from './kit';

const refusing: SocketScript = { open$: throwError(() => new Error('refused')) };

/** The waits that a client announces, in milliseconds. */
function waitsOf(states: readonly { readonly at: number; readonly state: ConnectionState }[]) {
  return states.flatMap(({ at, state }) =>
    state.status === 'waiting' ? [state.nextRetryAt - at] : [],
  );
}

describe('after a loss', () => {
  it('waits with full jitter, and says until when and why [STATE-3]', () => {
    turnTest(({ server, client, expectObservable }) => {
      const chances = [0, 0.25, 0.5, 0.75];
      const app = client(server(refusing), { random: () => chances.shift() ?? 0 });
      expectObservable(statesOf(app), '3s !').toBe('(icvkw) 243ms (lx) 996ms (my) 2s -', {
        i: 'idle',
        c: 'connecting 0',
        v: 'waiting 1 until 0: handshake',
        k: 'connecting 1',
        w: 'waiting 2 until 250: handshake',
        l: 'connecting 2',
        x: 'waiting 3 until 1250: handshake',
        m: 'connecting 3',
        y: 'waiting 4 until 4250: handshake',
      });
      expectObservable(app.uncorrelated$, '3s !').toBe('');
    });
  });

  it('waits ever longer, up to 30 s, and goes on for ever', () => {
    turnTest(({ server, client, expectObservable, flush }) => {
      const app = client(server(refusing), { random: () => 1 - Number.EPSILON });
      const states: { at: number; state: ConnectionState }[] = [];
      app.state$.subscribe((state) => states.push({ at: asyncScheduler.now(), state }));
      expectObservable(app.uncorrelated$, '10m !').toBe('');
      flush();
      expect(waitsOf(states).map((ms) => Math.ceil(ms / 100) / 10)).toEqual([
        0.5,
        1,
        2,
        4,
        8,
        16,
        ...Array.from({ length: 19 }, () => 30),
      ]);
    });
  });

  it('makes one socket at a time, each after the other has ended', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(closingWith(cold, 1006));
      const app = client(scripted);
      expectObservable(socketsOf(scripted)).toBe('a 251ms b 501ms c 1001ms d', {
        a: '+1',
        b: '+2',
        c: '+3',
        d: '+4',
      });
      expectObservable(app.uncorrelated$, '1757ms !').toBe('');
    });
  });

  it('carries on for those who hold it: their events come over the next socket', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server((socket) =>
        socket === 1
          ? closingWith(cold, 1006)
          : { push$: cold('-p', { p: event.keepalive('elsewhere') }) },
      );
      const app = client(scripted);
      expectObservable(app.uncorrelated$, '300ms !').toBe('253ms p', {
        p: event.keepalive('elsewhere'),
      });
    });
  });

  it('waits once for all: who comes in the meantime dials no second socket', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server((socket) => (socket === 1 ? closingWith(cold, 1006) : {}));
      const app = client(scripted);
      expectObservable(app.uncorrelated$, '500ms !').toBe('');
      expectObservable(app.uncorrelated$, '100ms ^ 400ms !').toBe('');
      expectObservable(app.uncorrelated$, '200ms ^ 400ms !').toBe('');
      expectObservable(socketsOf(scripted)).toBe('a 251ms b 1348ms c', {
        a: '+1',
        b: '+2',
        c: '-2 with 1000',
      });
    });
  });

  it('stops waiting a linger after the last who needed it has left', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(refusing);
      const app = client(scripted, { reconnect: { baseDelay: 60_000, maxDelay: 60_000 } });
      expectObservable(statesOf(app)).toBe('(icw) 1005ms i', {
        i: 'idle',
        c: 'connecting 0',
        w: 'waiting 1 until 30000: handshake',
      });
      expectObservable(app.uncorrelated$, '10ms !').toBe('');
      expectObservable(socketsOf(scripted)).toBe('a', { a: '+1' });
    });
  });

  it('rejects a send while it waits, without waiting itself [STATE-6]', () => {
    turnTest(({ server, client, expectObservable }) => {
      const app = client(server(refusing));
      expectObservable(app.uncorrelated$, '200ms !').toBe('');
      expectObservable(concat(timer(100).pipe(map(() => 'later')), app.ping())).toBe(
        '100ms (l#)',
        { l: 'later' },
        expect.objectContaining({ kind: 'offline', retryable: true }),
      );
    });
  });
});

describe('the backoff', () => {
  it('grows though the server accepts each time: accept-then-close, twenty times [STATE-3]', () => {
    turnTest(({ server, client, cold, expectObservable, flush }) => {
      const scripted = server(closingWith(cold, 1011, '100ms x'));
      const app = client(scripted, { random: () => 0.999_999 });
      const states: { at: number; state: ConnectionState }[] = [];
      app.state$.subscribe((state) => states.push({ at: asyncScheduler.now(), state }));
      expectObservable(app.uncorrelated$, '8m !').toBe('');
      flush();
      const waits = waitsOf(states).slice(0, 20);
      expect(waits).toHaveLength(20);
      for (const [n, wait] of waits.entries()) {
        expect(wait).toBeGreaterThan(0.99 * Math.min(30_000, 500 * 2 ** n));
        expect(wait).toBeLessThanOrEqual(30_000);
      }
      expect(states.filter(({ state }) => state.status === 'open').length).toBeGreaterThan(19);
    });
  });

  it.each([
    [9_999, 'has not been stable for 10 s: it goes on', 'waiting 3 until 11749: closed 1006'],
    [10_000, 'has been stable for 10 s: it starts anew', 'waiting 1 until 11000: closed 1006'],
  ])('after %i ms of being open %s [STATE-3]', (lasting, _, third) => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const app = client(
        server((socket) => (socket < 3 ? refusing : closingWith(cold, 1006, `${lasting}ms x`))),
      );
      const last = 750 + lasting;
      expectObservable(statesOf(app), `${last + 1}ms !`).toBe(
        `(icv) 245ms (kw) 496ms (lo) ${lasting - 4}ms x`,
        {
          i: 'idle',
          c: 'connecting 0',
          v: 'waiting 1 until 250: handshake',
          k: 'connecting 1',
          w: 'waiting 2 until 750: handshake',
          l: 'connecting 2',
          o: 'open',
          x: third,
        },
      );
      expectObservable(app.uncorrelated$, `${last + 1}ms !`).toBe('');
    });
  });

  it('grows from the beginning after a stable socket, not again from it [STATE-3]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const app = client(
        server((socket) => (socket === 1 ? closingWith(cold, 1006, '20s x') : refusing)),
      );
      expectObservable(statesOf(app), '21s !').toBe('(ico) 19995ms u 249ms (kv) 496ms (lw)', {
        i: 'idle',
        c: 'connecting 0',
        o: 'open',
        u: 'waiting 1 until 20250: closed 1006',
        k: 'connecting 1',
        v: 'waiting 2 until 20750: handshake',
        l: 'connecting 2',
        w: 'waiting 3 until 21750: handshake',
      });
      expectObservable(app.uncorrelated$, '21s !').toBe('');
    });
  });

  it('takes its numbers from the options', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const app = client(
        server((socket) => (socket < 4 ? refusing : closingWith(cold, 1006, '-----x'))),
        { reconnect: { baseDelay: 20, maxDelay: 30, stableAfter: 5 } },
      );
      expectObservable(statesOf(app), '46ms !').toBe('(icu)-----(kv) 11ms (lw) 11ms (mo)-x', {
        i: 'idle',
        c: 'connecting 0',
        u: 'waiting 1 until 10: handshake',
        k: 'connecting 1',
        v: 'waiting 2 until 25: handshake',
        l: 'connecting 2',
        w: 'waiting 3 until 40: handshake',
        m: 'connecting 3',
        o: 'open',
        x: 'waiting 1 until 55: closed 1006',
      });
      expectObservable(app.uncorrelated$, '46ms !').toBe('');
    });
  });
});

describe('giving up', () => {
  const gaveUp = expect.objectContaining({ kind: 'connection', code: 'CONNECTION_FAILED' });

  it('comes after `maxAttempts` failures in a row, typed', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(refusing);
      const app = client(scripted, { reconnect: { maxAttempts: 2 } });
      expectObservable(statesOf(app), '1m !').toBe('(icv) 245ms (kw) 496ms (lx)', {
        i: 'idle',
        c: 'connecting 0',
        v: 'waiting 1 until 250: handshake',
        k: 'connecting 1',
        w: 'waiting 2 until 750: handshake',
        l: 'connecting 2',
        x: 'closed: handshake',
      });
      expectObservable(app.uncorrelated$, '1m !').toBe('');
      expectObservable(concat(timer(1_000).pipe(map(() => 'later')), app.ping())).toBe(
        '1s (l#)',
        { l: 'later' },
        gaveUp,
      );
    });
  });

  it('comes after the first failure with `reconnect: false`', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(refusing);
      const app = client(scripted, { reconnect: false });
      expectObservable(statesOf(app), '999ms !').toBe('(icx)', {
        i: 'idle',
        c: 'connecting 0',
        x: 'closed: handshake',
      });
      expectObservable(app.session({ agentId: AGENT }).turn('Hi')).toBe('#', {}, gaveUp);
      expectObservable(socketsOf(scripted)).toBe('a', { a: '+1' });
    });
  });

  it('with `reconnect: false` comes after a loss, too', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const app = client(server(closingWith(cold, 1006, '20s x')), { reconnect: false });
      expectObservable(statesOf(app), '1m !').toBe('(ico) 19995ms x', {
        i: 'idle',
        c: 'connecting 0',
        o: 'open',
        x: 'closed: closed 1006',
      });
      expectObservable(app.uncorrelated$, '1m !').toBe('');
    });
  });

  it('is not for ever: the next use after the linger tries again', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server((socket) =>
        socket === 1 ? refusing : answering({ ping: (a) => of(event.pong(a)) }),
      );
      const app = client(scripted, { reconnect: false });
      expectObservable(app.ping()).toBe('#', {}, gaveUp);
      expectObservable(concat(timer(1_001).pipe(map(() => 'later')), app.ping())).toBe(
        '1001ms (lp|)',
        { l: 'later', p: event.pong('r1') },
      );
    });
  });
});

describe('reconnectNow()', () => {
  it.each([
    [1008, 'closed'],
    [1006, 'waiting'],
  ] as const)('works from within the news of %i: that it is %s', (code, news) => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const app = client(
        server((socket) => (socket === 1 ? closingWith(cold, code, '-----x') : {})),
      );
      app.state$.subscribe(({ status }) => {
        if (status === news) app.reconnectNow();
      });
      expectObservable(app.uncorrelated$, '100ms !').toBe('');
      expectObservable(app.state$.pipe(map(({ status }) => status))).toBe('(co)-(nco) 1090ms i', {
        c: 'connecting',
        o: 'open',
        n: news,
        i: 'idle',
      });
    });
  });

  it('cuts a wait short, once [STATE-4]', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server((socket) => (socket === 1 ? refusing : {}));
      const app = client(scripted);
      expectObservable(statesOf(app)).toBe('(icw) 95ms (ko) 899ms i', {
        i: 'idle',
        c: 'connecting 0',
        w: 'waiting 1 until 250: handshake',
        k: 'connecting 1',
        o: 'open',
      });
      expectObservable(app.uncorrelated$, '^--!').toBe('');
      at(100, () => {
        app.reconnectNow();
      });
      expectObservable(socketsOf(scripted)).toBe('a 99ms b 902ms c', {
        a: '+1',
        b: '+2',
        c: '-2 with 1000',
      });
    });
  });

  it('starts again after giving up, with its attempts counted anew [STATE-4]', () => {
    turnTest(({ server, client, expectObservable }) => {
      const app = client(
        server((socket) => (socket < 4 ? refusing : {})),
        { reconnect: { maxAttempts: 1 } },
      );
      expectObservable(statesOf(app), '2s !').toBe('(icw) 245ms (kx) 746ms (cv) 246ms (ko)', {
        i: 'idle',
        c: 'connecting 0',
        w: 'waiting 1 until 250: handshake',
        k: 'connecting 1',
        x: 'closed: handshake',
        v: 'waiting 1 until 1250: handshake',
        o: 'open',
      });
      expectObservable(app.uncorrelated$, '2s !').toBe('');
      at(1_000, () => {
        app.reconnectNow();
      });
    });
  });

  it('does nothing to a socket that is open or being opened, and wakes nobody who is idle', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server({ open$: cold('10ms o') });
      const app = client(scripted);
      for (const ms of [0, 25, 50]) {
        at(ms, () => {
          app.reconnectNow();
        });
      }
      expectObservable(socketsOf(scripted)).toBe('20ms a 1079ms b', {
        a: '+1',
        b: '-1 with 1000',
      });
      expectObservable(app.uncorrelated$, '20ms ^ 79ms !').toBe('');
    });
  });
});

describe('the first dial', () => {
  it('that nobody answers is given up after 30 s: half-open', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server({ open$: NEVER });
      const app = client(scripted, { reconnect: false });
      expectObservable(app.state$.pipe(map(inShort)), '29999ms ^--!').toBe('29999ms cx', {
        c: 'connecting 0',
        x: 'closed: connect_timeout',
      });
      expectObservable(app.uncorrelated$, '31s !').toBe('');
      expectObservable(socketsOf(scripted)).toBe('a 29999ms b', { a: '+1', b: '-1 with 1000' });
      expectObservable(app.ping()).toBe(
        '30s #',
        {},
        expect.objectContaining({
          kind: 'connection',
          message: expect.stringContaining('did not open within 30000 ms') as string,
        }),
      );
    });
  });

  it('has 30 s for the token and the handshake together, and a limit of the options', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const slow = server({ open$: cold('20s o') });
      const token = () => cold('11s t');
      expectObservable(statesOf(client(slow, { token })), '1s !').toBe('i', { i: 'idle' });
      const app = client(slow, { token, reconnect: false });
      expectObservable(statesOf(app), '31s !').toBe('(ic) 29996ms x', {
        i: 'idle',
        c: 'connecting 0',
        x: 'closed: connect_timeout',
      });
      expectObservable(app.uncorrelated$, '31s !').toBe('');
      const patient = client(slow, { token, connectTimeout: 31_001 });
      expectObservable(statesOf(patient), '32s !').toBe('(ic) 30996ms o', {
        i: 'idle',
        c: 'connecting 0',
        o: 'open',
      });
      expectObservable(patient.uncorrelated$, '32s !').toBe('');
    });
  });

  it('is limited no more once it is open', () => {
    turnTest(({ server, client, expectObservable }) => {
      const app = client(server(), {
        connectTimeout: 5,
      });
      expectObservable(statesOf(app), '20s !').toBe('(ico)', {
        i: 'idle',
        c: 'connecting 0',
        o: 'open',
      });
      expectObservable(app.uncorrelated$, '20s !').toBe('');
    });
  });
});
