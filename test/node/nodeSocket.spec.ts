import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { firstValueFrom, of, take, toArray } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { createClient, type Client, type ClientOptions, type SocketPort } from 'smooth-operator-rx';
import { nodeSocket } from 'smooth-operator-rx/node';
import { closing, event, startScriptedServer, type Frame } from 'smooth-operator-rx/testing';
import type { WebSocket } from 'ws';
import { closeAll, httpServer, refusedUrl, state, tcpServer, webSocketServer } from './kit';

const clients: Client[] = [];

function connect(url: string, options: Partial<ClientOptions> = {}): Client {
  const app = createClient({ url, socket: nodeSocket(), reconnect: false, linger: 0, ...options });
  clients.push(app);
  return app;
}

afterEach(async () => {
  for (const app of clients.splice(0)) app.close();
  await closeAll();
});

/** What the only connection of a server is asked and told. */
async function accepted(
  server: Awaited<ReturnType<typeof webSocketServer>>['server'],
): Promise<{ socket: WebSocket; request: IncomingMessage }> {
  const [socket, request] = (await once(server, 'connection')) as [WebSocket, IncomingMessage];
  return { socket, request };
}

/** The error with which something fails; it is an error of the test if it does not. */
function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('It did not fail.');
    },
    (error: unknown) => error,
  );
}

describe('a socket of Node', () => {
  it('sends its headers, the subprotocols it offers, and the token [OPEN-2]', async () => {
    const { server, url } = await webSocketServer();
    const app = connect(`${url}?x=1`, {
      socket: nodeSocket({ headers: { 'X-Trace': 'abc', Authorization: 'Basic eDp5' } }),
      protocols: ['chat.v2', 'chat.v1'],
      token: () => Promise.resolve('a b&c'),
    });
    const connection = accepted(server);
    app.uncorrelated$.subscribe();
    const { socket, request } = await connection;
    expect(request.headers).toMatchObject({ 'x-trace': 'abc', authorization: 'Basic eDp5' });
    expect(request.headers['sec-websocket-protocol']).toBe('chat.v2,chat.v1');
    expect(socket.protocol).toBe('chat.v2');
    expect(request.url).toBe('/ws?x=1&token=a%20b%26c');
  });

  it('sends no subprotocol and no token if there are none [OPEN-2]', async () => {
    const { server, url } = await webSocketServer();
    const connection = accepted(server);
    connect(url).uncorrelated$.subscribe();
    const { request } = await connection;
    expect(request.headers).not.toHaveProperty('sec-websocket-protocol');
    expect(request.url).toBe('/ws');
  });

  it('is closed with 1000 when the last one leaves [STATE-2]', async () => {
    const { server, url } = await webSocketServer();
    const app = connect(url);
    const connection = accepted(server);
    const used = app.uncorrelated$.subscribe();
    const { socket } = await connection;
    await state(app, 'open');
    used.unsubscribe();
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(1000);
  });

  it('tells code and reason when the server closes at once', async () => {
    const { server, url } = await webSocketServer();
    server.on('connection', (socket) => {
      socket.close(1011, 'not today');
    });
    const app = connect(url);
    app.uncorrelated$.subscribe();
    expect(await state(app, 'closed')).toEqual({
      status: 'closed',
      unauthorized: false,
      cause: { kind: 'closed', code: 1011, reason: 'not today' },
    });
  });

  it('tells 1006 when the server is gone without a close frame', async () => {
    const { server, url } = await webSocketServer();
    server.on('connection', (socket) => {
      socket.terminate();
    });
    const app = connect(url);
    app.uncorrelated$.subscribe();
    expect((await state(app, 'closed')).cause).toEqual({ kind: 'closed', code: 1006, reason: '' });
  });

  it('is dialled again after a loss, and serves those who waited', async () => {
    const scripted = await startScriptedServer((socket) => ({
      answer: (a) => of<Frame>(socket === 1 ? closing(1012) : event.pong(a, 7)),
    }));
    const app = connect(scripted.url, { reconnect: { baseDelay: 1 } });
    const held = app.uncorrelated$.subscribe();
    const error = await failureOf(firstValueFrom(app.ping()));
    expect(error).toMatchObject({ kind: 'interrupted', closeCode: 1012 });
    await state(app, 'open');
    const pong = await firstValueFrom(app.ping());
    expect(pong.data?.timestamp).toBe(7);
    held.unsubscribe();
    await scripted.close();
  });
});

describe('a handshake that fails', () => {
  it('on a refused port says so', async () => {
    const app = connect(await refusedUrl());
    const error = await failureOf(firstValueFrom(app.ping()));
    expect(error).toMatchObject({
      kind: 'connection',
      code: 'CONNECTION_FAILED',
      cause: {
        kind: 'handshake',
        message: expect.stringContaining('ECONNREFUSED') as string,
      },
    });
  });

  it.each([
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [404, 'connection'],
    [426, 'connection'],
    [503, 'connection'],
    [200, 'connection'],
  ])('tells the status: HTTP %i is an error of kind %s [STATE-7]', async (status, kind) => {
    const app = connect(await httpServer(status), { token: 'sesame' });
    const error = await failureOf(firstValueFrom(app.ping()));
    expect(error).toMatchObject({
      kind,
      message: expect.stringContaining(`HTTP ${status}`) as string,
      cause: { kind: 'handshake', status },
    });
    expect((await state(app, 'idle')).status).toBe('idle');
  });

  it('is tried again after HTTP 503, and not after HTTP 401', async () => {
    const drained = connect(await httpServer(503), { reconnect: { baseDelay: 1, maxAttempts: 2 } });
    const states = firstValueFrom(drained.state$.pipe(take(7), toArray()));
    drained.uncorrelated$.subscribe();
    expect((await states).map(({ status }) => status).join(' ')).toBe(
      'idle connecting waiting connecting waiting connecting closed',
    );
    const refused = connect(await httpServer(401), { reconnect: { baseDelay: 1 } });
    refused.uncorrelated$.subscribe();
    expect(await state(refused, 'closed')).toMatchObject({ unauthorized: true });
  });

  it('is one, when the server ends the connection instead of answering', async () => {
    const { url } = await tcpServer((socket) => socket.end());
    const error = await failureOf(firstValueFrom(connect(url).ping()));
    expect(error).toMatchObject({ kind: 'connection', cause: { kind: 'handshake' } });
  });

  it('is one, when what answers is no HTTP', async () => {
    const { url } = await tcpServer((socket) => socket.end('220 mail.test ESMTP\r\n'));
    const error = await failureOf(firstValueFrom(connect(url).ping()));
    expect(error).toMatchObject({ kind: 'connection', cause: { kind: 'handshake' } });
  });

  it('is given up in time when the server never answers, and its socket is gone', async () => {
    const { server, url } = await tcpServer();
    const dialled = once(server, 'connection') as Promise<[Socket]>;
    const app = connect(url, { connectTimeout: 50 });
    const error = failureOf(firstValueFrom(app.ping()));
    const [socket] = await dialled;
    socket.resume();
    const gone = once(socket, 'close');
    expect(await error).toMatchObject({
      kind: 'connection',
      cause: { kind: 'connect_timeout', afterMs: 50 },
    });
    await gone;
  });

  it('is none when it is left: the dial is dropped, and nothing is unhandled', async () => {
    const { server, url } = await tcpServer();
    const dialled = once(server, 'connection') as Promise<[Socket]>;
    const app = connect(url);
    const used = app.uncorrelated$.subscribe();
    const [socket] = await dialled;
    socket.resume();
    const gone = once(socket, 'close');
    used.unsubscribe();
    await gone;
    expect((await state(app, 'idle')).status).toBe('idle');
  });
});

/** An open socket without a client around it. */
async function openPort(url: string, options?: Parameters<typeof nodeSocket>[0]) {
  const port = nodeSocket(options)(url, []);
  const handlers = port as SocketPort & {
    onmessage: (event: { data: unknown }) => void;
    onclose: (event: { code: number; reason: string }) => void;
  };
  const next = () =>
    new Promise<unknown>((resolve) => {
      handlers.onmessage = ({ data }) => {
        resolve(data);
      };
    });
  const ended = new Promise<number>((resolve) => {
    handlers.onclose = ({ code }) => {
      resolve(code);
    };
  });
  await new Promise<void>((resolve) => {
    port.onopen = () => {
      resolve();
    };
  });
  return { port, next, ended };
}

describe('frames over a socket of Node', () => {
  it('come as text when they are text, and as bytes when they are binary', async () => {
    const { server, url } = await webSocketServer();
    const connection = accepted(server);
    const { port, next } = await openPort(url);
    const { socket } = await connection;
    const text = next();
    socket.send('zażółć 🙂');
    expect(await text).toBe('zażółć 🙂');
    const bytes = next();
    socket.send(new Uint8Array([0, 255]));
    expect(await bytes).toEqual(Buffer.from([0, 255]));
    port.close(1000);
  });

  it('that are binary are reported, and the turn beside them goes on [FRAME-2] [FRAME-8]', async () => {
    const scripted = await startScriptedServer({
      answer: (a) => of(new Uint8Array([123, 125]), event.pong(a, 1)),
    });
    const app = connect(scripted.url);
    const failure = firstValueFrom(app.protocolErrors$);
    const pong = await firstValueFrom(app.ping());
    expect(pong.type).toBe('pong');
    expect(await failure).toMatchObject({ kind: 'not_text' });
    await scripted.close();
  });

  it('may have two megabytes, in both directions', async () => {
    const { server, url } = await webSocketServer();
    server.on('connection', (socket) => {
      socket.on('message', (data: Buffer) => {
        socket.send(data.toString());
      });
    });
    const text = 'smooth '.repeat(300_000);
    const { port, next } = await openPort(url);
    const echo = next();
    port.send(text);
    expect((await echo) === text).toBe(true);
    port.close(1000);
  });

  it('of two megabytes are decoded by a client like any other', async () => {
    const token = 'x'.repeat(2_000_000);
    const scripted = await startScriptedServer({
      push$: of(event.streamToken('elsewhere', token)),
    });
    const pushed = await firstValueFrom(connect(scripted.url).uncorrelated$);
    expect(pushed.type === 'stream_token' && pushed.data.token.length).toBe(2_000_000);
    await scripted.close();
  });

  it('that are too large end it with 1009, on both sides, and are not fetched again', async () => {
    const { server, url } = await webSocketServer();
    const connection = accepted(server);
    const app = connect(url, {
      socket: nodeSocket({ maxFrameBytes: 1_000 }),
      reconnect: { baseDelay: 1 },
    });
    app.uncorrelated$.subscribe();
    const { socket } = await connection;
    const told = once(socket, 'close') as Promise<[number]>;
    socket.send('x'.repeat(1_001));
    expect(await state(app, 'closed')).toMatchObject({ cause: { kind: 'closed', code: 1009 } });
    expect((await told)[0]).toBe(1009);
    expect(server.clients.size).toBe(0);
  });

  it.each<[string, number, (socket: WebSocket, raw: Socket) => void]>([
    [
      'are no UTF-8',
      1007,
      (socket) => {
        socket.send(new Uint8Array([0xff]), { binary: false });
      },
    ],
    ['break the framing', 1002, (_, raw) => raw.write(Buffer.from([0xf1, 0x00]))],
  ])('that %s end it with %i', async (_, code, send) => {
    const { server, url } = await webSocketServer();
    const connection = accepted(server);
    const { ended } = await openPort(url);
    const { socket, request } = await connection;
    send(socket, request.socket);
    expect(await ended).toBe(code);
  });

  it('sent after it was closed go nowhere, without an error', async () => {
    const { server, url } = await webSocketServer();
    const connection = accepted(server);
    const { port, ended } = await openPort(url);
    const { socket } = await connection;
    let heard = 0;
    socket.on('message', () => heard++);
    port.close(1000, 'bye');
    port.send('late');
    expect(await ended).toBe(1000);
    expect(heard).toBe(0);
  });

  it('can be stopped at once: dropped without a closing handshake', async () => {
    const { server, url } = await webSocketServer();
    const connection = accepted(server);
    const { port } = await openPort(url);
    const { socket } = await connection;
    const closed = once(socket, 'close') as Promise<[number]>;
    port.terminate?.();
    expect((await closed)[0]).toBe(1006);
  });
});
