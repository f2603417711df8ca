import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { NEVER, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  classifyCause,
  type Cause,
  type Classify,
  type ClientOptions,
  type Verdict,
} from 'smooth-operator-rx';
import type { SocketScript } from 'smooth-operator-rx/testing';
import { AGENT, turnTest } from '../turnTest';
import { closingWith, statesOf } from './kit';

type Helpers = Parameters<Parameters<typeof turnTest>[0]>[0];

/** How a cause comes about. */
interface Loss {
  readonly script?: (helpers: Helpers) => SocketScript;
  readonly options?: Partial<ClientOptions>;
}

const closed = (code: number): Loss => ({ script: ({ cold }) => closingWith(cold, code) });
const answered = (status: number): Loss => ({
  script: () => ({
    open$: throwError(() => Object.assign(new Error(`Unexpected: ${status}`), { status })),
  }),
});

/** The table of PROTOCOL.md, a row each: what happened, what is decided, and why. */
const TABLE: readonly (readonly [string, Verdict, string, Loss])[] = [
  ['closed 1000', 'retry', 'a clean end is still an end', closed(1000)],
  ['closed 1001', 'retry', 'the server goes away, and comes back', closed(1001)],
  ['closed 1002', 'stop', 'the next attempt would break the same rule', closed(1002)],
  ['closed 1003', 'stop', 'the data would be the same', closed(1003)],
  ['closed 1005', 'retry', 'nothing was said', closed(1005)],
  ['closed 1006', 'retry', 'the network was lost', closed(1006)],
  ['closed 1007', 'stop', 'the data would be the same', closed(1007)],
  ['closed 1008', 'stop', 'the policy would be the same', closed(1008)],
  ['closed 1009', 'stop', 'the frame would be as big again', closed(1009)],
  ['closed 1010', 'stop', 'the extension would be missing again', closed(1010)],
  ['closed 1011', 'retry', 'the server failed this once', closed(1011)],
  ['closed 1012', 'retry', 'the server restarts', closed(1012)],
  ['closed 1013', 'retry', 'the server asks to try later', closed(1013)],
  ['closed 4400', 'stop', 'the request would be as bad again', closed(4400)],
  ['closed 4401', 'unauthorized', 'the credentials were refused', closed(4401)],
  ['closed 4403', 'unauthorized', 'the credentials do not suffice', closed(4403)],
  ['closed 4429', 'retry', 'it was too much, for now', closed(4429)],
  ['HTTP 400', 'stop', 'the request would be as bad again', answered(400)],
  ['HTTP 401', 'unauthorized', 'the credentials were refused', answered(401)],
  ['HTTP 403', 'unauthorized', 'the credentials do not suffice', answered(403)],
  ['HTTP 404', 'stop', 'there is nothing at this path', answered(404)],
  ['HTTP 426', 'stop', 'the server does not speak WebSocket', answered(426)],
  ['HTTP 429', 'retry', 'it was too much, for now', answered(429)],
  ['HTTP 500', 'retry', 'the server failed this once', answered(500)],
  ['HTTP 503', 'retry', 'the server drains', answered(503)],
  [
    'handshake',
    'retry',
    'nobody was there, or a browser hides who',
    { script: () => ({ open$: throwError(() => new Error('ECONNREFUSED')) }) },
  ],
  ['connect_timeout', 'retry', 'nobody answered', { script: () => ({ open$: NEVER }) }],
  ['heartbeat', 'retry', 'the socket was dead', {}],
  [
    'token',
    'retry',
    'the next token may come',
    { options: { token: () => throwError(() => new Error('no network')) } },
  ],
  [
    'unusable',
    'stop',
    'the next socket could not be made either',
    {
      options: {
        socket: () => {
          throw new Error('There is no WebSocket here.');
        },
      },
    },
  ],
];

/** The first state in which the connection is not any more on its way, or open. */
function firstVerdict({ script, options }: Loss, overrides: Partial<ClientOptions> = {}): string {
  let verdict = '';
  turnTest((helpers) => {
    const app = helpers.client(helpers.server(script?.(helpers)), { ...options, ...overrides });
    statesOf(app).subscribe((state) => {
      if (!verdict && /^(waiting|closed|unauthorized)/.test(state)) verdict = state;
    });
    helpers.expectObservable(app.uncorrelated$, '40s !').toBe('');
  });
  return verdict.replace(/ \d+ until \d+/, '');
}

const STATE: Readonly<Record<Verdict, string>> = {
  retry: 'waiting',
  stop: 'closed',
  unauthorized: 'unauthorized',
};

describe('the classification of causes', () => {
  it.each(TABLE)('%s leads to %s: %s [STATE-7]', (cause, verdict, _, loss) => {
    expect(firstVerdict(loss)).toBe(`${STATE[verdict]}: ${cause}`);
  });

  it('is the one of PROTOCOL.md [STATE-7]', () => {
    const page = readFileSync(
      fileURLToPath(new URL('../../spec/PROTOCOL.md', import.meta.url)),
      'utf8',
    );
    const rows = Array.from(
      page.matchAll(/^\| (close|handshake failed with HTTP) ([\d, ]+?) *\|.*\| (.+?) *\|$/gm),
      ([, kind, codes = '', then = '']) => ({ kind, codes: codes.split(', ').map(Number), then }),
    );
    expect(rows.length).toBeGreaterThan(9);
    for (const { kind, codes, then } of rows) {
      for (const code of codes) {
        const cause: Cause =
          kind === 'close'
            ? { kind: 'closed', code, reason: '' }
            : { kind: 'handshake', status: code, message: '' };
        expect(`${code}: ${then}`).toBe(
          `${code}: ${{ retry: 'retry', stop: 'stop', unauthorized: 'stop, unauthorized' }[classifyCause(cause)]}`,
        );
      }
    }
  });

  it('retries what it does not know', () => {
    const odd: Cause = { kind: 'closed', code: 3000, reason: '' };
    expect(classifyCause(odd)).toBe('retry');
    expect(classifyCause({ kind: 'handshake', message: '', status: 418 })).toBe('retry');
  });
});

describe('after a stop', () => {
  it.each([4401, 4403])('%i errors what follows as unauthorized, with its code', (code) => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const app = client(server(closingWith(cold, code, 'x')));
      expectObservable(app.uncorrelated$, '1m !').toBe('');
      expectObservable(app.session({ agentId: AGENT }).turn('Hi'), '-----^').toBe(
        '-----#',
        {},
        expect.objectContaining({
          kind: 'unauthorized',
          code: 'UNAUTHORIZED',
          closeCode: code,
          retryable: false,
          cause: { kind: 'closed', code, reason: '' },
        }),
      );
    });
  });

  it.each([401, 403])('HTTP %i errors what waited for the socket as unauthorized', (status) => {
    turnTest(({ server, client, expectObservable }) => {
      const refused = Object.assign(new Error('Unexpected server response'), { status });
      const app = client(server({ open$: throwError(() => refused) }));
      expectObservable(app.ping()).toBe(
        '#',
        {},
        expect.objectContaining({
          kind: 'unauthorized',
          message: expect.stringContaining(`HTTP ${status}`) as string,
          cause: { kind: 'handshake', status, message: 'Unexpected server response' },
        }),
      );
    });
  });

  it.each([1008, 1009])('%i errors what follows as a connection given up', (code) => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(closingWith(cold, code, 'x'));
      const app = client(scripted);
      expectObservable(app.uncorrelated$, '1m !').toBe('');
      expectObservable(app.ping(), '-----^').toBe(
        '-----#',
        {},
        expect.objectContaining({ kind: 'connection', closeCode: code, retryable: false }),
      );
      expectObservable(scripted.sockets$).toBe('m', {
        m: { socket: 1, made: 'ws://scripted.test/ws' },
      });
    });
  });
});

describe('a classification of one\u2019s own', () => {
  const deciding =
    (verdict: Verdict, seen: Cause[] = []): Classify =>
    (cause) => {
      seen.push(cause);
      return verdict;
    };

  it.each<[string, Verdict, number, string]>([
    ['retries what would stop', 'retry', 1009, 'waiting: closed 1009'],
    ['retries what would be unauthorized', 'retry', 4401, 'waiting: closed 4401'],
    ['stops what would be retried', 'stop', 1006, 'closed: closed 1006'],
    ['calls unauthorized what would be retried', 'unauthorized', 1001, 'unauthorized: closed 1001'],
  ])('%s', (_, verdict, code, state) => {
    expect(firstVerdict(closed(code), { classify: deciding(verdict) })).toBe(state);
  });

  it('is asked once for each loss, with its cause', () => {
    const seen: Cause[] = [];
    firstVerdict(closed(4000), { classify: deciding('stop', seen) });
    expect(seen).toEqual([{ kind: 'closed', code: 4000, reason: '' }]);
  });

  it('may fall back on the defaults, which are exported', () => {
    const classify: Classify = (cause) =>
      cause.kind === 'token' ? 'unauthorized' : classifyCause(cause);
    const token = () => throwError(() => new Error('signed out'));
    expect(firstVerdict({}, { classify, token })).toBe('unauthorized: token');
    expect(firstVerdict(closed(1008), { classify })).toBe('closed: closed 1008');
  });

  it.each([
    [1006, 'waiting: closed 1006'],
    [4401, 'unauthorized: closed 4401'],
  ])('that throws decides nothing: %i is %s', (code, state) => {
    const classify = () => {
      throw new Error('mine');
    };
    expect(firstVerdict(closed(code), { classify })).toBe(state);
  });

  it.each([
    [1006, 'waiting: closed 1006'],
    [4401, 'unauthorized: closed 4401'],
    [4000, 'closed: closed 4000'],
  ])('leaves to the defaults what it says nothing of: %i is %s', (code, state) => {
    const classify: Classify = (cause) =>
      cause.kind === 'closed' && cause.code === 4000 ? 'stop' : undefined;
    expect(firstVerdict(closed(code), { classify })).toBe(state);
  });
});
