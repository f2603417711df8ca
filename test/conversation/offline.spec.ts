import {
  catchError,
  concat,
  map,
  merge,
  mergeMap,
  NEVER,
  of,
  takeUntil,
  throwError,
  timer,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { reply, type Client, type ClientOptions, type Session } from 'smooth-operator-rx';
import { closing, event, type SocketScript } from 'smooth-operator-rx/testing';
import { at } from '../socket/kit';
import { AGENT, answering, only, turnTest } from '../turnTest';

type Helpers = Parameters<Parameters<typeof turnTest>[0]>[0];

/** A client whose first socket is lost after 2 ms, and whose next one comes back after `back` ms. */
function outage(
  { back = 1_000, ...options }: Partial<ClientOptions> & { readonly back?: number },
  act: (session: Session, app: Client, helpers: Helpers, sent$: ReturnType<typeof only>) => void,
  script: (socket: number, helpers: Helpers) => SocketScript | undefined = () => undefined,
) {
  turnTest((helpers) => {
    const { server, client, cold } = helpers;
    const scripted = server((socket) => ({
      ...answering({
        send_message: (a) =>
          cold('a-(e|)', {
            a: event.accepted(a),
            e: event.eventualResponse(a, { text: a.message }),
          }),
      }),
      ...(socket === 1 ? { push$: cold('--x', { x: closing(1006) }) } : script(socket, helpers)),
    }));
    const app = client(scripted, {
      whenOffline: { limit: 2, expiresAfter: 5_000 },
      reconnect: { baseDelay: 2 * back, maxDelay: 2 * back },
      ...options,
    });
    app.uncorrelated$.pipe(takeUntil(timer(20_000))).subscribe();
    act(app.session({ agentId: AGENT }), app, helpers, only(scripted.sent$, 'send_message'));
  });
}

/** What becomes of a turn: its text, or why there is none. */
const endOf = (session: Session, message: string) =>
  session.turn(message).pipe(
    reply(),
    map(({ text }) => text),
    catchError((error: unknown) => of(`${message}: ${(error as { kind: string }).kind}`)),
  );

/** What becomes of several that are begun at the same time. Never completes. */
const ends = (session: Session, messages: readonly string[], begunAt = 5) =>
  concat(
    timer(begunAt).pipe(
      mergeMap(() => merge(...messages.map((message) => endOf(session, message)))),
    ),
    NEVER,
  );

describe('turns that wait for the connection to come back', () => {
  it('are sent in their order when it does, one after the other, though all are on one connection', () => {
    outage(
      { whenOffline: { limit: 3, expiresAfter: 5_000 } },
      (session, _, { expectObservable }) => {
        expectObservable(ends(session, ['a', 'b', 'c'])).toBe('1004ms a-b-c');
      },
    );
  });

  it('are so many at most; one more is refused at once [STATE-6]', () => {
    outage({}, (session, _, { expectObservable }) => {
      expectObservable(ends(session, ['a', 'b', 'c', 'd'])).toBe('5ms (cd) 995ms a-b', {
        a: 'a',
        b: 'b',
        c: 'c: offline',
        d: 'd: offline',
      });
    });
  });

  it('wait so long each, and not for the ones before them [STATE-6]', () => {
    outage({ back: 9_000 }, (session, _, { expectObservable }) => {
      expectObservable(ends(session, ['a', 'b'])).toBe('5005ms (ab)', {
        a: 'a: offline',
        b: 'b: offline',
      });
    });
  });

  it('leave room when they are left', () => {
    outage({}, (session, _, { expectObservable }) => {
      const left$ = ends(session, ['a', 'b']).pipe(takeUntil(timer(50)));
      const later$ = ends(session, ['c', 'd'], 100);
      expectObservable(merge(left$, later$)).toBe('1004ms c-d');
    });
  });

  it('are counted once each [STATE-6]', () => {
    outage({}, (session, app, { expectObservable }) => {
      expectObservable(ends(session, ['a', 'b', 'c']), '900ms !').toBe('5ms c', {
        c: 'c: offline',
      });
      expectObservable(app.queued$, '800ms !').toBe('0----(12)', {
        0: 0,
        1: 1,
        2: 2,
      });
    });
  });

  it('are those, too, that waited for their place when it was lost', () => {
    outage({ recoverWithin: 0 }, (session, _, { expectObservable }) => {
      expectObservable(ends(session, ['a', 'b', 'c', 'd'], 1)).toBe('--(da) 998ms b-c', {
        a: 'a: interrupted',
        b: 'b',
        c: 'c',
        d: 'd: offline',
      });
    });
  });

  it('go on waiting when the connection is lost again before they were sent, and are sent once', () => {
    outage(
      {},
      (session, _, { expectObservable }, sent$) => {
        expectObservable(ends(session, ['a', 'b'])).toBe('2006ms a-b');
        expectObservable(sent$.pipe(map((a) => 'message' in a && a.message))).toBe('2004ms a-b');
      },
      (socket, { cold }) =>
        socket === 2 ? { answer: () => cold('--x', { x: closing(1006) }) } : undefined,
    );
  });

  it('are told when the client is closed, or gives up', () => {
    outage({ back: 9_000 }, (session, app, { expectObservable }) => {
      expectObservable(ends(session, ['a', 'b'])).toBe('50ms (ab)', {
        a: 'a: closed',
        b: 'b: closed',
      });
      at(50, () => {
        app.close();
      });
    });
    outage(
      {},
      (session, _, { expectObservable }) => {
        expectObservable(ends(session, ['a', 'b'])).toBe('1002ms (ab)', {
          a: 'a: unauthorized',
          b: 'b: unauthorized',
        });
      },
      () => ({ open$: throwError(() => Object.assign(new Error('no'), { status: 401 })) }),
    );
  });
});

describe('a turn whose session was being created when the connection was lost', () => {
  it.each([
    [1008, 'connection'],
    [4401, 'unauthorized'],
  ])('says why there is no other, and that nothing was sent: %i', (code, kind) => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server({ answer: () => cold('--x', { x: closing(code) }) });
      const turn$ = client(scripted).session({ agentId: AGENT }).turn('Hi');
      const nothingSent = expect.stringContaining('othing was sent');
      expectObservable(turn$).toBe(
        '--#',
        {},
        expect.objectContaining({ kind, closeCode: code, message: nothingSent }),
      );
      expectObservable(only(scripted.sent$, 'send_message')).toBe('');
    });
  });

  it('was not sent, and says so', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server({ answer: () => cold('-x', { x: closing(1006) }) });
      const turn$ = client(scripted).session({ agentId: AGENT }).turn('Hi');
      expectObservable(turn$).toBe(
        '-#',
        {},
        expect.objectContaining({ kind: 'offline', retryable: true }),
      );
      expectObservable(only(scripted.sent$, 'send_message')).toBe('');
    });
  });
});
