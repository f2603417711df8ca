import { from, map, NEVER, of, ReplaySubject, throwError, timer, type Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import type { SocketPort } from 'smooth-operator-rx';
import { closing, event, scriptedSocket, type Frame } from 'smooth-operator-rx/testing';

const run = (test: Parameters<TestScheduler['run']>[0]) => {
  new TestScheduler((actual, expected) => {
    expect(actual).toEqual(expected);
  }).run(test);
};

const PING = JSON.stringify({ action: 'ping', requestId: 'r1' });

const SAID_WITH_MORE = JSON.stringify({
  action: 'send_message',
  sessionId: 's',
  message: 'Hi',
  images: [{ url: 'https://example.com/a.png', colour: 'red' }],
});

/** What a socket tells its handlers, in short, from now on. */
function heard(socket: SocketPort): Observable<string> {
  const heard$ = new ReplaySubject<string>(Infinity);
  socket.onopen = () => {
    heard$.next('open');
  };
  socket.onmessage = ({ data }: { data: unknown }) => {
    heard$.next(typeof data === 'string' ? `text ${data}` : 'bytes');
  };
  socket.onerror = ({ message, status }: { message: string; status?: number }) => {
    heard$.next(`error ${message}${status === undefined ? '' : ` ${status}`}`);
  };
  socket.onclose = ({ code, reason }: { code: number; reason: string }) => {
    heard$.next(`close ${code} ${reason}`);
  };
  return heard$;
}

describe('a scripted socket opens', () => {
  it('at once, but not before its constructor has returned', () => {
    run(({ expectObservable }) => {
      expectObservable(heard(scriptedSocket({}).create('ws://x', []))).toBe('o', { o: 'open' });
    });
  });

  it('at once with a synchronous `open$`, too', () => {
    run(({ expectObservable }) => {
      expectObservable(heard(scriptedSocket({ open$: of(1) }).create('ws://x', []))).toBe('o', {
        o: 'open',
      });
    });
  });

  it('with the first value of `open$`, once', () => {
    run(({ cold, expectObservable }) => {
      const { create } = scriptedSocket({ open$: cold('--o-o-|') });
      expectObservable(heard(create('ws://x', []))).toBe('--o', { o: 'open' });
    });
  });

  it('never, if `open$` is silent or empty', () => {
    run(({ cold, expectObservable }) => {
      for (const open$ of [NEVER, cold('-|')]) {
        expectObservable(heard(scriptedSocket({ open$ }).create('ws://x', []))).toBe('');
      }
    });
  });

  it.each<[string, unknown, string]>([
    ['an error', new Error('refused'), 'error refused'],
    ['what is no error', 'refused', 'error refused'],
    ['an HTTP status', Object.assign(new Error('no'), { status: 401 }), 'error no 401'],
    ['nothing', undefined, 'error undefined'],
  ])('not, if `open$` errors with %s: it is refused', (_, reason, error) => {
    run(({ cold, expectObservable }) => {
      const later = scriptedSocket({ open$: cold('--#', {}, reason ?? 'undefined') });
      expectObservable(heard(later.create('ws://x', []))).toBe('--(ec)', {
        e: error,
        c: 'close 1006 ',
      });
      const atOnce = scriptedSocket({ open$: throwError(() => reason) });
      expectObservable(heard(atOnce.create('ws://x', []))).toBe('(ec)', {
        e: error,
        c: 'close 1006 ',
      });
    });
  });
});

describe('a scripted server says', () => {
  const text = (value: unknown) => `text ${JSON.stringify(value)}`;

  it('what it pushes, from the moment the socket is open: events, text, bytes, the end', () => {
    run(({ cold, expectObservable }) => {
      const { create } = scriptedSocket({
        open$: cold('--o'),
        push$: cold<Frame>('-etb-x', {
          e: event.keepalive('r1'),
          t: 'no json',
          b: new Uint8Array([1]),
          x: closing(1001, 'bye'),
        }),
      });
      expectObservable(heard(create('ws://x', []))).toBe('--oetb-x', {
        o: 'open',
        e: text(event.keepalive('r1')),
        t: 'text no json',
        b: 'bytes',
        x: 'close 1001 bye',
      });
    });
  });

  it('what answers each action, from the moment it arrives', () => {
    run(({ cold, expectObservable }) => {
      const { create, sent$ } = scriptedSocket({
        answer: (a, socket) => cold('--p', { p: event.pong(a, socket) }),
      });
      const socket = create('ws://x', []);
      for (const ms of [3, 4]) {
        timer(ms).subscribe(() => {
          socket.send(JSON.stringify({ action: 'ping', requestId: `r${ms}` }));
        });
      }
      expectObservable(heard(socket)).toBe('o----pq', {
        o: 'open',
        p: text(event.pong('r3', 1)),
        q: text(event.pong('r4', 1)),
      });
      expectObservable(sent$.pipe(map(({ requestId }) => requestId))).toBe('---ab', {
        a: 'r3',
        b: 'r4',
      });
    });
  });

  it('nothing to an action that its script does not answer', () => {
    run(({ expectObservable }) => {
      const { create, sent$ } = scriptedSocket({});
      const socket = create('ws://x', []);
      timer(3).subscribe(() => {
        socket.send(PING);
      });
      expectObservable(heard(socket)).toBe('o', { o: 'open' });
      expectObservable(sent$).toBe('---p', { p: { action: 'ping', requestId: 'r1' } });
    });
  });

  it('nothing after it has closed, not even in the same moment', () => {
    run(({ cold, expectObservable }) => {
      const { create } = scriptedSocket({
        push$: from<Frame[]>(['one', closing(1000), 'two', closing(1001)]),
        answer: () => cold('-a', { a: 'late' }),
      });
      const socket = create('ws://x', []);
      timer(3).subscribe(() => {
        socket.send(PING);
      });
      expectObservable(heard(socket)).toBe('(ouc)', {
        o: 'open',
        u: 'text one',
        c: 'close 1000 ',
      });
    });
  });

  it.each(['push$', 'answer'])('no more when its `%s` errors: the socket breaks', (which) => {
    run(({ cold, expectObservable }) => {
      const breaking$ = cold<Frame>('-a#', { a: 'one' });
      const { create } = scriptedSocket(
        which === 'push$' ? { push$: breaking$ } : { answer: () => breaking$ },
      );
      const socket = create('ws://x', []);
      if (which === 'answer') {
        timer(0).subscribe(() => {
          socket.send(PING);
        });
      }
      expectObservable(heard(socket)).toBe('oac', {
        o: 'open',
        a: 'text one',
        c: 'close 1006 ',
      });
    });
  });
});

describe('what a client did to scripted sockets', () => {
  it('is told in order: each made with its URL, each closed with its code or dropped', () => {
    run(({ cold, expectObservable, expectSubscriptions }) => {
      const push$ = cold<Frame>('-a-b-c', { a: 'one', b: 'two', c: 'three' });
      const { create, sockets$ } = scriptedSocket({ push$ });
      const first = create('ws://x/1', []);
      const second = create('ws://x/2', []);
      expectObservable(heard(first)).toBe('oa', { o: 'open', a: 'text one' });
      expectObservable(heard(second)).toBe('oa-b', { o: 'open', a: 'text one', b: 'text two' });
      timer(2).subscribe(() => {
        first.close(1000);
        first.close(1001);
      });
      timer(4).subscribe(() => {
        second.terminate?.();
        second.send(PING);
      });
      expectObservable(sockets$, '-!').toBe('(ab)', {
        a: { socket: 1, made: 'ws://x/1' },
        b: { socket: 2, made: 'ws://x/2' },
      });
      expectObservable(sockets$, '5ms ^').toBe('-----(abcd)', {
        a: { socket: 1, made: 'ws://x/1' },
        b: { socket: 2, made: 'ws://x/2' },
        c: { socket: 1, closedByClient: 1000 },
        d: { socket: 2, closedByClient: 'dropped' },
      });
      expectSubscriptions(push$.subscriptions).toBe(['^-!', '^---!']);
    });
  });

  it('is a close without a code when it gave none', () => {
    const { create, sockets$ } = scriptedSocket({ open$: NEVER });
    const seen: unknown[] = [];
    sockets$.subscribe((log) => seen.push(log));
    create('ws://x', []).close();
    expect(seen.at(-1)).toEqual({ socket: 1, closedByClient: 1005 });
  });

  it('is not told of a socket that the server has closed', () => {
    run(({ cold, expectObservable }) => {
      const { create, sockets$ } = scriptedSocket({ push$: cold('-x', { x: closing(1001) }) });
      const socket = create('ws://x', []);
      timer(3).subscribe(() => {
        socket.close(1000);
      });
      expectObservable(sockets$).toBe('m', { m: { socket: 1, made: 'ws://x' } });
    });
  });

  it('is a script of its own for each socket, where one is asked for', () => {
    run(({ expectObservable }) => {
      const { create } = scriptedSocket((socket) => ({ push$: of(`number ${socket}`) }));
      for (const n of [1, 2, 3]) {
        expectObservable(heard(create('ws://x', []))).toBe('(on)', {
          o: 'open',
          n: `text number ${n}`,
        });
      }
    });
  });

  it.each([
    [
      'what no server accepts',
      ['no json', '{}', '{"action":"nonsense"}', '{"action":"send_message"}'],
    ],
    ['an optional field that is wrong', ['{"action":"ping","requestId":7}']],
    ['null for a field that is absent', ['{"action":"ping","requestId":null}']],
    ['a field that is not published', ['{"action":"ping","x":1}', SAID_WITH_MORE]],
  ])('is an error at once when it sent %s', (_, texts) => {
    const socket = scriptedSocket({ open$: NEVER }).create('ws://x', []);
    for (const text of texts) {
      expect(() => {
        socket.send(text);
      }).toThrow('The client sent what it must not send');
    }
  });

  it('is taken from a lenient one as servers take it', () => {
    run(({ expectObservable }) => {
      const { create, sent$ } = scriptedSocket({ lenient: true });
      const socket = create('ws://x', []);
      for (const text of ['{"action":"ping","requestId":7,"x":1}', SAID_WITH_MORE])
        socket.send(text);
      expect(() => {
        socket.send('{}');
      }).toThrow('The client sent what it must not send');
      expectObservable(sent$.pipe(map(({ action }) => action))).toBe('(ps)', {
        p: 'ping',
        s: 'send_message',
      });
    });
  });
});
