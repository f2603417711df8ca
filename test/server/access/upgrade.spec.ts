import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect as connectTcp } from 'node:net';
import {
  defer,
  finalize,
  firstValueFrom,
  of,
  ReplaySubject,
  Subject,
  throwError,
  type Observable,
} from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket, type RawData } from 'ws';
import type { ServerEvent } from '../../../src/protocol';
import {
  jwtAccess,
  localToken,
  startServer,
  trusted,
  type Admission,
  type RunningServer,
  type ServerOptions,
} from '../../../src/server';
import { ANONYMOUS } from '../../../src/server/access/claims';
import { create, eventOf, labelOf, logged, modelOf, say, token as said } from '../kit';
import { NOW } from './kit';
import { hs256, SECONDS, SECRET, trustedToken } from './tokens';

const clock = { now: () => NOW };
const running: RunningServer[] = [];
const sockets: WebSocket[] = [];

async function start(options: ServerOptions): Promise<RunningServer> {
  const server = await startServer({ port: 0, clock, ...options });
  running.push(server);
  return server;
}

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await Promise.all(running.splice(0).map((server) => server.close()));
});

function dial(server: RunningServer, query = '', origin?: string): WebSocket {
  const headers = origin === undefined ? {} : { origin };
  const socket = new WebSocket(`${server.url}${query}`, { headers });
  socket.on('error', () => undefined); // also of one that is terminated before it was open
  sockets.push(socket);
  return socket;
}

const UPGRADE = [
  'GET /ws HTTP/1.1',
  'Host: 127.0.0.1',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  '',
  '',
].join('\r\n');

const withToken = (token: string) => `?token=${encodeURIComponent(token)}`;

/** A connection that is open, and one way to use it: a frame, and its first answer. */
async function connected(server: RunningServer, query?: string, origin?: string) {
  const socket = dial(server, query, origin);
  await once(socket, 'open');
  return async (frame: object): Promise<ServerEvent> => {
    const answered = once(socket, 'message') as Promise<[Buffer]>;
    socket.send(JSON.stringify(frame));
    return eventOf((await answered)[0].toString());
  };
}

/** How an upgrade was refused. */
async function refusal(server: RunningServer, query?: string, origin?: string) {
  const socket = dial(server, query, origin);
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
  const body = Buffer.concat((await response.toArray()) as Buffer[]).toString();
  return { status: response.statusCode, body, headers: response.headers };
}

const alice = hs256({ sub: 'alice', org: 'acme', email: 'alice@example.com', exp: SECONDS + 60 });
const bob = hs256({ sub: 'bob', org: 'acme', email: 'bob@example.com', exp: SECONDS + 60 });
const jwt = (strict: boolean) => jwtAccess({ hs256Secret: SECRET, strict });
const dataOf = (event: ServerEvent) => event.data as { sessionId: string; conversationId: string };

describe('a token in the URL', () => {
  it('says who comes: two users of one server do not see each other [OPEN-2] [OPEN-6]', async () => {
    const server = await start({ access: jwt(true), model: modelOf(() => of(said('Fine.'))) });
    const asAlice = await connected(server, `?tenant=1&token=${alice}&x=%20`);
    const asBob = await connected(server, withToken(bob));
    const { sessionId, conversationId } = dataOf(await asAlice(create()));

    const ask = { action: 'get_session', sessionId };
    expect(labelOf(await asAlice(ask))).toBe('answered');
    expect(labelOf(await asBob(ask))).toBe('SESSION_NOT_FOUND');
    expect(labelOf(await asBob(say(sessionId)))).toBe('SESSION_NOT_FOUND');
    expect(dataOf(await asBob(create({ conversationId }))).conversationId).not.toBe(conversationId);
  });

  it('is decoded as it was encoded', async () => {
    const secret = 'a+b/c==&d ü%';
    const server = await start({ access: localToken({ token: secret, strict: true }) });

    expect(labelOf(await (await connected(server, withToken(secret)))(create()))).toBe('answered');
    expect((await refusal(server, `?token=${secret}`)).status).toBe(401);
  });

  it('is not looked at by a server without access [OPEN-4]', async () => {
    const server = await start({});

    for (const query of ['', '?', '?token', '?token=%', '?token=x&token=y', withToken(alice)]) {
      expect(labelOf(await (await connected(server, query))(create()))).toBe('answered');
    }
  });

  const bad: readonly (readonly [string, string])[] = [
    ['missing', ''],
    ['empty', '?token='],
    ['forged', withToken(hs256({ sub: 'alice' }, 'another secret'))],
    ['expired', withToken(hs256({ sub: 'alice', exp: SECONDS - 60 }))],
    ['wrongly encoded', '?token=%E0%A4%A'],
    ['of odd characters', withToken('\u0000\r\nX-Evil: 1\u2028💥')],
    ['huge', withToken('x'.repeat(12_000))],
    ['in another parameter', `?access_token=${alice}&TOKEN=${alice}`],
    ['the second of two', `?token=x&token=${alice}`],
  ];

  it.each(bad)(
    'that is %s is refused with 401 where the server is strict [OPEN-5]',
    async (_what, query) => {
      const log = logged();
      const server = await start({ access: jwt(true), onLog: log.onLog });

      const { status, body, headers } = await refusal(server, query);

      expect(status).toBe(401);
      expect(body).toBe('A valid token is needed, in the query parameter “token”.');
      expect(headers).toMatchObject({ 'www-authenticate': 'Bearer', connection: 'close' });
      expect(headers).not.toHaveProperty('x-evil');
      expect(log.entries.map(({ kind }) => kind)).toEqual([
        'listening',
        'unauthenticated',
        'turnedAway',
      ]);
    },
  );

  it.each(bad)('that is %s makes its bearer anonymous elsewhere [OPEN-5]', async (_what, query) => {
    const server = await start({ access: jwt(false) });
    const { sessionId } = dataOf(await (await connected(server, withToken(alice)))(create()));

    const ask = await connected(server, query);

    expect(labelOf(await ask(create()))).toBe('answered');
    expect(labelOf(await ask({ action: 'get_session', sessionId }))).toBe('SESSION_NOT_FOUND');
  });

  it('that is larger than a header may be is refused, and the server lives on', async () => {
    const server = await start({ access: jwt(false) });

    expect((await refusal(server, withToken('x'.repeat(20_000)))).status).toBe(431);
    expect(labelOf(await (await connected(server))(create()))).toBe('answered');
  });

  it('is in no log, no answer and no error [OPEN-3]', async () => {
    const log = logged();
    const marker = 'marker-0f0f0f';
    const heard: string[] = [];
    for (const access of [
      jwt(true),
      jwt(false),
      trusted({ strict: true }),
      localToken({ token: `${marker}-secret` }),
      { authenticate: () => throwError(() => new Error('no keys')) },
    ]) {
      const server = await start({ access, onLog: log.onLog, authContextSecret: marker });
      const socket = dial(server, withToken(marker));
      socket.on('message', (data: RawData) => heard.push((data as Buffer).toString()));
      const [kind, response] = await Promise.race([
        once(socket, 'open').then(() => ['open'] as const),
        once(socket, 'unexpected-response').then(
          ([, answer]) => ['refused', answer as IncomingMessage] as const,
        ),
      ]);
      heard.push(kind, JSON.stringify(response?.headers ?? {}), response?.statusMessage ?? '');
    }

    expect(heard).toContain('open');
    expect(heard).toContain('refused');
    const texts = log.entries.map((entry) =>
      JSON.stringify(entry, (_key, value: unknown) =>
        value instanceof Error ? `${value.stack ?? ''}${String(value.cause)}` : value,
      ),
    );
    expect(texts.length).toBeGreaterThan(5);
    expect([...texts, ...heard].join('\n')).not.toContain(marker);
  });
});

describe('access that takes its time', () => {
  const admitted: Admission = { kind: 'admitted', principal: ANONYMOUS };

  /** Access that is asked, then decides or not. */
  function deciding() {
    const decision$ = new Subject<Admission>();
    const asked$ = new ReplaySubject<void>(1);
    const abandoned$ = new ReplaySubject<void>(1);
    const authenticate = () =>
      defer(() => {
        asked$.next();
        return decision$.pipe(
          finalize(() => {
            abandoned$.next();
          }),
        );
      });
    return {
      decision$,
      asked: firstValueFrom(asked$),
      abandoned: firstValueFrom(abandoned$),
      access: { authenticate },
    };
  }

  it('keeps its client waiting, who is served then', async () => {
    const { access, asked, decision$ } = deciding();
    const server = await start({ access });
    const asking = connected(server);
    await asked;
    decision$.next(admitted);

    expect(labelOf(await (await asking)(create()))).toBe('answered');
  });

  it('loses what a client sent before it was admitted to nobody: it is answered', async () => {
    const { access, asked, decision$ } = deciding();
    const server = await start({ access });
    const socket = connectTcp(server.port, '127.0.0.1');
    socket.write(UPGRADE);
    // A ping of the protocol, in a masked frame: it may come before the upgrade is answered.
    const ping = Buffer.from('{"action":"ping"}');
    socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | ping.length, 0, 0, 0, 0]), ping]));
    await asked;
    decision$.next(admitted);

    let received = '';
    for await (const chunk of socket) {
      received += String(chunk);
      if (received.includes('pong')) break;
    }
    expect(received).toMatch(/^HTTP\/1\.1 101 /);
    expect(received).toContain('"type":"pong"');
  });

  it('is given up when the client leaves', async () => {
    const { access, asked, abandoned } = deciding();
    const server = await start({ access });
    const socket = connectTcp(server.port, '127.0.0.1');
    socket.write(UPGRADE);
    await asked;
    socket.resetAndDestroy();

    await expect(abandoned).resolves.toBeUndefined();
  });

  it('does not keep the server from closing: who waits is hung up on', async () => {
    const { access, asked, abandoned } = deciding();
    const server = await start({ access });
    const socket = dial(server);
    const failed = once(socket, 'error');
    await asked;
    await server.close();

    await expect(abandoned).resolves.toBeUndefined();
    expect(await failed).toEqual([expect.objectContaining({ message: 'socket hang up' })]);
  });

  it.each<[string, () => Observable<Admission>]>([
    ['fails', () => throwError(() => new Error('no keys'))],
    [
      'throws',
      () => {
        throw new Error('no keys');
      },
    ],
  ])('and %s refuses with 503, which is worth another attempt', async (_what, authenticate) => {
    const log = logged();
    const server = await start({ access: { authenticate }, onLog: log.onLog });

    const { status, body } = await refusal(server, withToken(alice));

    expect(status).toBe(503);
    expect(body).toContain('Try again later');
    expect(log.entries).toContainEqual({ kind: 'failed', error: expect.any(Error) });
  });
});

describe('the origin of a page', () => {
  const origins = ['https://example.com', 'https://*.shop.example'];

  it('that is not allowed gets a socket, and the answer why it is of no use [CREATE-7]', async () => {
    const server = await start({ origins });
    const allowed = await connected(server, '', 'https://example.com');
    const { sessionId, conversationId } = dataOf(await allowed(create()));

    const evil = await connected(server, '', 'https://evil.example');

    for (const frame of [
      create(),
      create({ conversationId }),
      say(sessionId),
      { action: 'get_session', sessionId },
      { action: 'get_conversation_messages', sessionId },
      { action: 'list_conversations' },
    ]) {
      expect(labelOf(await evil(frame))).toBe('ORIGIN_NOT_ALLOWED');
    }
    expect(labelOf(await evil({ action: 'ping' }))).toBe('pong');
  });

  it.each([
    ['the one listed', 'https://example.com'],
    ['a subdomain', 'https://a.b.shop.example'],
    ['none, for it is no page', undefined],
  ])('that is %s is served', async (_what, origin) => {
    const ask = await connected(await start({ origins }), '', origin);

    expect(labelOf(await ask(create()))).toBe('answered');
  });

  it('does not matter without a list', async () => {
    const ask = await connected(await start({}), '', 'https://evil.example');

    expect(labelOf(await ask(create()))).toBe('answered');
  });
});

describe('a server that starts', () => {
  it('warns its host of access that is for development', async () => {
    const log = logged();
    await start({ access: trusted(), onLog: log.onLog });

    expect(log.entries[0]).toEqual({
      kind: 'warning',
      message: expect.stringContaining('development'),
    });
  });

  it('believes a trusted token', async () => {
    const server = await start({ access: trusted({ strict: true }) });
    const ask = await connected(server, withToken(trustedToken({ sub: 'alice' })));

    expect(labelOf(await ask(create()))).toBe('answered');
  });

  it('does not start with an option that is wrong', async () => {
    await expect(startServer({ port: 0, origins: ['example.com'] })).rejects.toThrow(
      'The option origins must be a list of origins',
    );
  });
});
