import { inspect } from 'node:util';
import {
  catchError,
  defer,
  map,
  merge,
  mergeMap,
  NEVER,
  of,
  throwError,
  timer,
  type Observable,
} from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from 'vitest';
import type { ClientOptions, CreateSocket } from 'smooth-operator-rx';
import { closing, event, type SocketScript } from 'smooth-operator-rx/testing';
import { AGENT, answering, turnTest } from '../turnTest';
import { at } from './kit';

const TOKEN = 'open sesame/+=&';
const FORMS = [TOKEN, encodeURIComponent(TOKEN), 'sesame'];

type Helpers = Parameters<Parameters<typeof turnTest>[0]>[0];
interface Trouble {
  readonly script?: (helpers: Helpers) => SocketScript;
  readonly options?: Partial<ClientOptions>;
}

/** Uses something at a moment. */
const at$ = (ms: number, use$: Observable<unknown>) => timer(ms).pipe(mergeMap(() => use$));

const throwing =
  (message: (url: string) => string): CreateSocket =>
  (url) => {
    throw new SyntaxError(message(url));
  };

const TROUBLES: readonly (readonly [string, Trouble])[] = [
  ['nothing happens', {}],
  ['the handshake fails', { script: () => ({ open$: throwError(() => new Error('refused')) }) }],
  [
    'the handshake is unauthorized',
    {
      script: () => ({
        open$: throwError(() => Object.assign(new Error('no'), { status: 401 })),
      }),
    },
  ],
  ['nobody answers', { script: () => ({ open$: NEVER }), options: { reconnect: false } }],
  [
    'the server closes with 4401',
    { script: ({ cold }) => ({ push$: cold('--x', { x: closing(4401, 'token refused') }) }) },
  ],
  ['the network is lost', { script: ({ cold }) => ({ push$: cold('--x', { x: closing(1006) }) }) }],
  ['the socket is silent', { options: { idleTimeout: 120_000 } }],
  [
    'the server refuses the turn',
    { script: () => answering({ send_message: (a) => of(event.error(a, 'INTERNAL_ERROR')) }) },
  ],
  [
    'no frame can be decoded',
    { script: () => ({ push$: of('no json', '{"type":"tomorrow"}', new Uint8Array([1])) }) },
  ],
  ['the URL is quoted', { options: { socket: throwing((url) => `Invalid URL: ${url}`) } }],
  [
    'the URL is quoted in part',
    {
      options: {
        socket: throwing((url) => `The URL '${url.slice(0, 12)}\u2026${url.slice(20)}' is bad`),
      },
    },
  ],
  ['the query is quoted', { options: { socket: throwing((url) => new URL(url).search) } }],
];

const METHODS = ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const;
let logs: MockInstance[] = [];
beforeEach(() => {
  logs = METHODS.map((method) => vi.spyOn(console, method));
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('a token', () => {
  it.each(TROUBLES)('appears in no state, no error and no log when %s [OPEN-3]', (_, trouble) => {
    const told: unknown[] = [];
    let made = 0;
    turnTest((helpers) => {
      const scripted = helpers.server(trouble.script?.(helpers));
      const app = helpers.client(scripted, {
        url: 'ws://scripted.test/ws?token=sesame&x=1',
        token: () => of(TOKEN),
        heartbeat: { idle: 10_000 },
        ...trouble.options,
      });
      const turn$ = defer(() => app.session({ agentId: AGENT }).turn('Hi'));
      const uses$ = [turn$, at$(45_000, turn$), at$(45_000, app.ping()), at$(50_001, app.ping())];
      const seen$ = [app.state$, app.protocolErrors$, app.unknownEvents$];
      merge(
        ...seen$,
        ...uses$.map((use$) => use$.pipe(catchError((error: unknown) => of(error)))),
      ).subscribe((value) => told.push(value));
      at(50_000, () => {
        app.close();
      });
      scripted.sockets$.subscribe((log) => {
        if ('made' in log && new URL(log.made).searchParams.get('token') === TOKEN) made++;
      });
    });
    const text = inspect([told, logs.map((log) => log.mock.calls)], {
      depth: Infinity,
      showHidden: true,
      maxArrayLength: null,
      maxStringLength: null,
    });
    for (const form of FORMS) expect(text).not.toContain(form);
    expect(text).toContain("kind: 'closed'"); // the errors have been looked at
    expect(made > 0 || trouble.options?.socket !== undefined).toBe(true);
  });

  it('that could not be had is not guessed at: the error of the getter is passed on as it is', () => {
    turnTest(({ server, client, expectObservable }) => {
      const refused = new Error('signed out');
      const app = client(server(), { token: () => throwError(() => refused), reconnect: false });
      expectObservable(app.ping()).toBe(
        '#',
        {},
        expect.objectContaining({
          kind: 'connection',
          cause: { kind: 'token', message: 'signed out', error: refused },
        }),
      );
    });
  });
});

describe('the credentials', () => {
  it('are asked for anew on every attempt, and only then [OPEN-3]', () => {
    turnTest(({ server, client, expectObservable }) => {
      let asked = 0;
      const scripted = server((socket) =>
        socket < 3
          ? { open$: throwError(() => new Error('refused')) }
          : answering({ ping: (a) => of(event.pong(a)) }),
      );
      const app = client(scripted, { token: () => `t${++asked}` });
      expectObservable(
        scripted.sockets$.pipe(mergeMap((log) => ('made' in log ? [log.made] : []))),
      ).toBe('a 249ms b 499ms c', {
        a: 'ws://scripted.test/ws?token=t1',
        b: 'ws://scripted.test/ws?token=t2',
        c: 'ws://scripted.test/ws?token=t3',
      });
      expectObservable(app.uncorrelated$, '2s !').toBe('');
      expectObservable(timer(1_000).pipe(mergeMap(() => app.ping()))).toBe('1s (p|)', {
        p: event.pong('r1'),
      });
    });
  });

  it('are sent as they are when they are a string, and with each attempt', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server((socket) =>
        socket === 1 ? { push$: cold('-x', { x: closing(1006) }) } : {},
      );
      const app = client(scripted, { token: 'a b', url: 'ws://scripted.test/ws?x=1' });
      expectObservable(
        scripted.sockets$.pipe(mergeMap((log) => ('made' in log ? [log.made] : []))),
      ).toBe('a 250ms a', { a: 'ws://scripted.test/ws?x=1&token=a%20b' });
      expectObservable(app.uncorrelated$, '300ms !').toBe('');
    });
  });

  it('that never come are given up with the handshake', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server();
      const app = client(scripted, { token: () => NEVER, reconnect: false, connectTimeout: 5_000 });
      expectObservable(app.state$.pipe(map(({ status }) => status)), '6s !').toBe('(ic) 4996ms x', {
        i: 'idle',
        c: 'connecting',
        x: 'closed',
      });
      expectObservable(app.ping()).toBe(
        '5s #',
        {},
        expect.objectContaining({
          kind: 'connection',
          cause: { kind: 'connect_timeout', afterMs: 5_000 },
        }),
      );
      expectObservable(scripted.sockets$).toBe('');
    });
  });

  it('that come in time make the one socket', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(answering({ ping: (a) => of(event.pong(a)) }));
      const app = client(scripted, { token: () => cold('-----t-u') });
      expectObservable(app.ping()).toBe('-----(p|)', { p: event.pong('r1') });
      expectObservable(scripted.sockets$.pipe(map((log) => ('made' in log ? log.made : '-')))).toBe(
        '-----a 999ms b',
        { a: 'ws://scripted.test/ws?token=t', b: '-' },
      );
    });
  });
});
