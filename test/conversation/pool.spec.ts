import {
  asyncScheduler,
  catchError,
  concatMap,
  EMPTY,
  filter,
  from,
  map,
  merge,
  mergeMap,
  NEVER,
  of,
  takeUntil,
  throwError,
  timer,
  type Observable,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { createClient, reply, type ClientOptions, type Session } from 'smooth-operator-rx';
import type { ClientAction } from 'smooth-operator-rx/protocol';
import {
  closing,
  event,
  type Frame,
  type SocketScript,
  type TurnTestHelpers,
} from 'smooth-operator-rx/testing';
import { inShort, socketsOf } from '../socket/kit';
import { AGENT, answering, turnTest } from '../turnTest';

/** What was seen, each with its virtual time: `5 #1 said c`. */
type Log = string[];

function noteIn(log: Log) {
  return (what: string) => log.push(`${asyncScheduler.now()} ${what}`);
}

/** Sockets that count, whose turns last 5 ms and are answered with their message. */
function counting(
  log: Log,
  cold: TurnTestHelpers['cold'],
  more: (socket: number) => Partial<SocketScript> = () => ({}),
) {
  const note = noteIn(log);
  const sent = (socket: number, action: ClientAction) => {
    const what =
      action.action === 'create_conversation_session'
        ? ['create', action.conversationId]
        : [action.action.split('_')[0], 'message' in action ? action.message : undefined];
    note(`#${socket} ${what.filter(Boolean).join(' ')}`);
  };
  return (id: number): SocketScript => {
    const { answer } = answering({
      create_conversation_session: (a, socket) =>
        event.sessionCreated(a, { sessionId: `s${socket}`, conversationId: 'c' }),
      send_message: (a) =>
        cold<Frame>('a----(e|)', {
          a: event.accepted(a),
          e: event.eventualResponse(a, { text: a.message.toUpperCase() }),
        }),
      cancel: (a) => (a.requestId === undefined ? EMPTY : of(event.cancelled(a))),
    });
    const extra = more(id);
    return {
      ...extra,
      answer: (action, socket) => {
        sent(socket, action);
        return (extra.answer ?? answer)?.(action, socket) ?? NEVER;
      },
    };
  };
}

/** Runs turns in a pool; gives what was sent, and what came. */
function pooled(
  options: Partial<ClientOptions>,
  act: (
    ask: (message: string, turn?: Parameters<Session['turn']>[1]) => Observable<string>,
    helpers: TurnTestHelpers & { readonly note: (what: string) => void },
    app: ReturnType<typeof createClient>,
  ) => Observable<unknown>,
  more?: (socket: number, cold: TurnTestHelpers['cold']) => Partial<SocketScript>,
): Log {
  const log: Log = [];
  turnTest((helpers) => {
    const note = noteIn(log);
    const scripted = helpers.server(
      counting(log, helpers.cold, (id) => more?.(id, helpers.cold) ?? {}),
    );
    const app = helpers.client(scripted, { connections: 2, ...options });
    const session = app.session({ agentId: AGENT });
    const ask = (message: string, turn?: Parameters<Session['turn']>[1]) =>
      session.turn(message, turn).pipe(
        reply(),
        map(({ text }) => text),
      );
    socketsOf(scripted).subscribe(note);
    act(ask, { ...helpers, note: (what) => void note(what) }, app).subscribe({
      next: (value) => note(`got ${String(value)}`),
      error: (error: unknown) => note(`failed ${(error as { kind: string }).kind}`),
    });
    helpers.flush();
  });
  return log;
}

describe('several connections', () => {
  it('run as many turns at once, in one conversation, the rest in their order, and close when idle [STATE-8]', () => {
    expect(
      pooled({}, (ask) => from(['a', 'b', 'c', 'd']).pipe(mergeMap((message) => ask(message)))),
    ).toEqual([
      '0 +1',
      '0 +2',
      '0 #1 create',
      '0 #1 send a',
      '0 #2 create c',
      '0 #2 send b',
      '5 got A',
      '5 #1 send c',
      '5 got B',
      '5 #2 send d',
      '10 got C',
      '10 got D',
      '1010 -1 with 1000',
      '1010 -2 with 1000',
    ]);
  });

  it('open only as they are needed [STATE-8]', () => {
    expect(
      pooled({ connections: 8, linger: 3 }, (ask) =>
        from(['a', 'b', 'c']).pipe(concatMap((message) => ask(message))),
      ),
    ).toEqual([
      '0 +1',
      '0 #1 create',
      '0 #1 send a',
      '5 got A',
      '5 #1 send b',
      '10 got B',
      '10 #1 send c',
      '15 got C',
      '18 -1 with 1000',
    ]);
  });

  it('do not disturb each other: one that is lost leaves what waits to the other [STATE-9]', () => {
    expect(
      pooled(
        { reconnect: false, recoverWithin: 0 },
        (ask) =>
          from(['a', 'b', 'c']).pipe(
            mergeMap((message) => ask(message).pipe(failing('lost ' + message))),
          ),
        (socket, cold) => (socket === 2 ? { push$: cold('--x', { x: closing(1006) }) } : {}),
      ).slice(6),
    ).toEqual(['2 got lost b', '5 got A', '5 #1 send c', '10 got C', '1010 -1 with 1000']);
  });

  it('leave the turn to the others when one cannot be opened [STATE-9]', () => {
    expect(
      pooled(
        { linger: 0 },
        (ask) => from(['a', 'b']).pipe(mergeMap((message) => ask(message))),
        (socket) => (socket === 2 ? { open$: throwError(() => new Error('refused')) } : {}),
      ),
    ).toEqual([
      '0 +1',
      '0 +2',
      '0 #1 create',
      '0 #1 send a',
      '5 got A',
      '5 #1 send b',
      '10 got B',
      '10 -1 with 1000',
    ]);
  });

  it('leave the turn to the others in its order, and serve again once they can be opened [STATE-8] [STATE-9]', () => {
    const ask = ['a', 'b', 'c', 'd'];
    expect(
      pooled(
        { linger: 0 },
        (turn) =>
          merge(
            from(ask).pipe(mergeMap((message) => turn(message))),
            timer(300).pipe(mergeMap(() => merge(turn('e'), turn('f')))),
          ),
        (socket) => (socket === 2 ? { open$: throwError(() => new Error('refused')) } : {}),
      ).filter((line) => line.includes('send')),
    ).toEqual([
      '0 #1 send a',
      '5 #1 send b',
      '5 #3 send c',
      '10 #1 send d',
      '300 #4 send e',
      '300 #5 send f',
    ]);
  });

  it('reject a turn that could not be opened, and may not wait for another line', () => {
    expect(
      pooled(
        { linger: 0, whenBusy: 'reject' },
        (ask) => merge(ask('a'), ask('b').pipe(failing('busy b'))),
        (socket) => (socket === 2 ? { open$: throwError(() => new Error('refused')) } : {}),
      ).filter((line) => line.includes('got')),
    ).toEqual(['0 got busy b', '5 got A']);
  });

  it('do not keep a turn on one that cannot be opened, though it may wait while all are down', () => {
    expect(
      pooled(
        { whenOffline: { limit: 9, expiresAfter: 9_000 } },
        (ask) => from(['a', 'b']).pipe(mergeMap((message) => ask(message))),
        (socket) => (socket === 2 ? { open$: throwError(() => new Error('refused')) } : {}),
      ).filter((line) => line.includes('got')),
    ).toEqual(['5 got A', '10 got B']);
  });

  it('are not dialled without a pause, one after the other, while none can be opened', () => {
    const log = pooled(
      { linger: 0, whenOffline: { limit: 9, expiresAfter: 60_000 } },
      (ask) => ask('a').pipe(failing('gave up')),
      () => ({ open$: throwError(() => new Error('refused')) }),
    );
    expect(log.filter((line) => line.includes('got'))).toEqual(['60000 got gave up']);
    expect(log.filter((line) => line.includes('+')).length).toBeLessThan(12);
  });

  it('serve what waited for one by whichever opens first', () => {
    expect(
      pooled(
        { whenOffline: { limit: 9, expiresAfter: 60_000 }, recoverWithin: 0 },
        (ask) =>
          merge(
            ...['a', 'b'].map((message) => ask(message).pipe(failing('lost ' + message))),
            timer(5).pipe(mergeMap(() => merge(ask('c'), ask('d')))),
          ),
        (socket, cold) =>
          socket < 3
            ? { push$: cold('--x', { x: closing(1006) }) }
            : socket === 3
              ? { open$: NEVER }
              : {},
      ).filter((line) => line.includes('got')),
    ).toEqual(['2 got lost a', '2 got lost b', '257 got C', '262 got D']);
  });

  it('reject what is sent while all of them are down [STATE-9] [STATE-6]', () => {
    expect(
      pooled(
        { reconnect: { baseDelay: 1_000, maxAttempts: 1 } },
        (ask) =>
          from(['a', 'b', 'c']).pipe(mergeMap((message) => ask(message).pipe(failing(message)))),
        () => ({ open$: throwError(() => new Error('refused')) }),
      ).filter((line) => line.includes('got')),
    ).toEqual(['0 got a', '0 got c', '0 got b']);
  });

  it('wait for the one that is tried again, not for the one that was given up [STATE-9]', () => {
    expect(
      pooled(
        { whenOffline: { limit: 9, expiresAfter: 9_000 }, recoverWithin: 0 },
        (ask) =>
          merge(
            from(['a', 'b']).pipe(
              mergeMap((message) => ask(message).pipe(failing('lost ' + message))),
            ),
            timer(3).pipe(mergeMap(() => ask('c').pipe(failing('refused c')))),
          ),
        (socket, cold) =>
          socket === 1
            ? { push$: cold('--x', { x: closing(1008) }) }
            : socket === 2
              ? { push$: cold('--x', { x: closing(1006) }) }
              : {},
      ).filter((line) => line.includes('got')),
    ).toEqual(['2 got lost a', '2 got lost b', '257 got C']);
  });

  it('are one connection to whoever watches the state, and several to whoever wants to know', () => {
    expect(
      pooled(
        { linger: 0, recoverWithin: 0 },
        (ask, { note }, app) => {
          app.state$.subscribe((state) => {
            note(`state ${inShort(state)}`);
          });
          app.connections$.subscribe((states) => {
            note(states.map(inShort).join(', '));
          });
          return from(['a', 'b']).pipe(mergeMap((message) => ask(message).pipe(failing(message))));
        },
        (socket, cold) => (socket === 1 ? { push$: cold('--x', { x: closing(1006) }) } : {}),
      ).filter((line) => !/#|got|[+-]\d/.test(line)),
    ).toEqual([
      '0 state idle',
      '0 idle, idle',
      '0 state connecting 0',
      '0 connecting 0, idle',
      '0 connecting 0, connecting 0',
      '0 state open',
      '0 open, connecting 0',
      '0 open, open',
      '2 waiting 1 until 252: closed 1006, open',
      '2 idle, open',
      '5 state idle',
      '5 idle, idle',
    ]);
  });

  it('reject a turn, or replace the one that began first, when each has one', () => {
    expect(
      pooled({ linger: 0 }, (ask) =>
        merge(
          ask('a'),
          ask('b'),
          timer(1).pipe(mergeMap(() => ask('c', { whenBusy: 'reject' }).pipe(failing('busy')))),
          timer(2).pipe(mergeMap(() => ask('d', { whenBusy: 'replace' }))),
        ),
      ).filter((line) => !/create|[+]\d/.test(line)),
    ).toEqual([
      '0 #1 send a',
      '0 #2 send b',
      '1 got busy',
      '2 #1 cancel',
      '2 #1 send d',
      '5 got B',
      '5 -2 with 1000',
      '7 got D',
      '7 -1 with 1000',
    ]);
  });

  it('replace one each when each of two wants a place, and of three that want one of two the place of another', () => {
    const replacing = { whenBusy: 'replace' } as const;
    expect(
      pooled(
        { linger: 0 },
        (ask) =>
          merge(
            ...['a', 'b'].map((message) => ask(message)),
            ...['c', 'd', 'e'].map((message, n) =>
              timer(n + 1).pipe(
                mergeMap(() => ask(message, replacing).pipe(failing(`no ${message}`))),
              ),
            ),
          ),
        (_, cold) => ({
          answer: answering({
            send_message: (a) =>
              cold('a----(e|)', {
                a: event.accepted(a),
                e: event.eventualResponse(a, { text: a.message.toUpperCase() }),
              }),
            cancel: (a) => cold('---c', { c: event.cancelled(a.requestId ?? '') }),
          }).answer,
        }),
      ).filter((line) => !/create|[+]\d/.test(line)),
    ).toEqual([
      '0 #1 send a',
      '0 #2 send b',
      '1 #1 cancel',
      '2 #2 cancel',
      '3 got no d',
      '4 #1 send e',
      '5 got B',
      '5 #2 send c',
      '9 got E',
      '9 -1 with 1000',
      '10 got C',
      '10 -2 with 1000',
    ]);
  });

  it('refuse a turn that rejects, and has waited for a connection, when another turn has got that', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server((socket) => ({
        open$: socket <= 2 ? of(true) : socket === 3 ? timer(5) : NEVER,
        ...answering({
          // Both are lost while a session is opened on them; one comes back.
          create_conversation_session: (a) =>
            socket <= 2 ? cold<Frame>('-x', { x: closing(1006) }) : event.sessionCreated(a),
          send_message: (a) =>
            cold('a---(e|)', { a: event.accepted(a), e: event.eventualResponse(a) }),
        }),
      }));
      const app = client(scripted, {
        connections: 2,
        whenOffline: { limit: 2, expiresAfter: 1_000 },
      });
      const session = app.session({ agentId: AGENT });
      const end = (whenBusy: 'queue' | 'reject') =>
        session.turn('Hi', { whenBusy }).pipe(
          reply(),
          map(() => 'replied'),
          catchError((error: unknown) => of((error as { code: string }).code)),
        );
      const values = { b: 'TURN_IN_PROGRESS', e: 'replied' };
      expectObservable(merge(end('queue'), end('reject'))).toBe('256ms b---(e|)', values);
    });
  });

  it('stay open for their own turns when one is left as it begins to open another', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({
          send_message: (a) =>
            cold('a---(e|)', { a: event.accepted(a), e: event.eventualResponse(a) }),
        }),
      );
      const app = client(scripted, { connections: 2, linger: 0 });
      const session = app.session({ agentId: AGENT });
      const ask = (message: string) => session.turn(message).pipe(map(({ type }) => type));
      const opening$ = app.connections$.pipe(
        filter(([, second]) => second?.status === 'connecting'),
      );
      // What would be held beyond that is held for ever.
      timer(9).subscribe(() => {
        app.close();
      });
      expectObservable(ask('a')).toBe('a---(e|)', {
        a: 'immediate_response',
        e: 'eventual_response',
      });
      const left$ = timer(2).pipe(
        mergeMap(() => ask('b')),
        takeUntil(opening$),
      );
      expectObservable(left$).toBe('--|');
      expectObservable(
        app.connections$.pipe(map((all) => all.map(inShort).join())),
        '-----^ !',
      ).toBe('-----i', { i: 'idle,idle' });
    });
  });

  it('count what waits', () => {
    const log = pooled({ linger: 0 }, (ask, { note }, app) => {
      app.queued$.subscribe((queued) => {
        note(`queued ${queued}`);
      });
      return from(['a', 'b', 'c', 'd']).pipe(mergeMap((message) => ask(message)));
    });
    expect(log.filter((line) => line.includes('queued'))).toEqual([
      '0 queued 0',
      '0 queued 1',
      '0 queued 2',
      '5 queued 1',
      '5 queued 0',
    ]);
  });

  it('ask a session to stop on each connection that it has', () => {
    const log = pooled({ linger: 0 }, (ask, _, app) => {
      const session = app.session({ agentId: AGENT });
      return merge(
        from(['a', 'b']).pipe(mergeMap((message) => session.turn(message).pipe(reply()))),
        timer(2).pipe(mergeMap(() => session.cancel())),
      );
    });
    expect(log.filter((line) => line.includes('cancel'))).toEqual(['2 #1 cancel', '2 #2 cancel']);
  });

  it.each([0, 1.5, Infinity, NaN, '2', null])('cannot be %j', (connections) => {
    expect(() =>
      createClient({ url: 'ws://scripted.test/ws', connections: connections as number }),
    ).toThrow(/connections/);
  });
});

/** The turn, or `name` when it fails. */
const failing = (name: string) => catchError(() => of(name));
