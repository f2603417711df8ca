import { once } from 'node:events';
import {
  concat,
  finalize,
  firstValueFrom,
  from,
  NEVER,
  of,
  Subject,
  take,
  throwError,
  toArray,
} from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { createClient, reply, tokens } from 'smooth-operator-rx';
import { nodeSocket } from 'smooth-operator-rx/node';
import {
  closing,
  event,
  startScriptedServer,
  type Frame,
  type ScriptedServer,
} from 'smooth-operator-rx/testing';
import { WebSocket } from 'ws';
import { AGENT, answering } from '../turnTest';

const frames = (...all: Frame[]) => from(all);

const servers: ScriptedServer[] = [];
const sockets: WebSocket[] = [];

async function start(script?: Parameters<typeof startScriptedServer>[0]): Promise<ScriptedServer> {
  const server = await startScriptedServer(script);
  servers.push(server);
  return server;
}

/** A plain socket; its events are waited for by `once`. */
function dial(url: string): WebSocket {
  const socket = new WebSocket(url);
  socket.on('error', () => undefined);
  sockets.push(socket);
  return socket;
}

async function closeOf(socket: WebSocket): Promise<[number, string]> {
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
  return [code, reason.toString()];
}

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

describe('a scripted server', () => {
  it('answers a client over a real socket, on loopback and a port of its own', async () => {
    const server = await start(
      answering({
        send_message: (a) =>
          frames(
            event.accepted(a),
            event.streamToken(a, 'Hel'),
            event.streamToken(a, 'lo'),
            event.eventualResponse(a, { text: 'Hello' }),
          ),
      }),
    );
    expect(server.url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/ws$/);
    const client = createClient({ url: server.url, socket: nodeSocket(), linger: 0 });
    const turn$ = client.session({ agentId: AGENT }).turn('Hi');
    expect(await firstValueFrom(turn$.pipe(tokens(), toArray()))).toEqual(['Hel', 'lo']);
    expect(await firstValueFrom(turn$.pipe(reply()))).toMatchObject({ text: 'Hello' });
    client.close();
  });

  it('tells what it was sent, also to who asks later', async () => {
    const server = await start();
    const socket = dial(server.url);
    await once(socket, 'open');
    socket.send('{"action":"ping","requestId":"r1"}');
    const sent$ = server.sent$.pipe(take(1));
    const ping = { action: 'ping', requestId: 'r1' };
    expect(await firstValueFrom(sent$)).toEqual(ping);
    expect(await firstValueFrom(sent$)).toEqual(ping);
  });

  it('has one script for all sockets, or one for each', async () => {
    const server = await start((socket) => ({ push$: of(`number ${socket}`) }));
    for (const n of [1, 2]) {
      const [data] = (await once(dial(server.url), 'message')) as [Buffer];
      expect(data.toString()).toBe(`number ${n}`);
    }
  });

  it('sends events, text and bytes', async () => {
    const server = await start({
      push$: frames(event.keepalive('r1'), 'text', new Uint8Array([1, 2])),
    });
    const socket = dial(server.url);
    const seen: unknown[] = [];
    const all = new Promise<void>((resolve) => {
      socket.on('message', (data: Buffer, isBinary) => {
        seen.push(isBinary ? [...data] : data.toString());
        if (seen.length === 3) resolve();
      });
    });
    await all;
    expect(seen).toEqual([JSON.stringify(event.keepalive('r1')), 'text', [1, 2]]);
  });

  it.each([
    [1000, 'bye', [1000, 'bye']],
    [1012, '', [1012, '']],
    [4401, 'token refused', [4401, 'token refused']],
    [1005, '', [1005, '']],
    [1006, '', [1006, '']],
  ])('closes with %i as it is told', async (code, reason, expected) => {
    const server = await start({ push$: of(closing(code, reason)) });
    expect(await closeOf(dial(server.url))).toEqual(expected);
  });

  it('cuts a reason that no close frame has room for', async () => {
    const server = await start({ push$: of(closing(1011, 'ż'.repeat(100))) });
    expect(await closeOf(dial(server.url))).toEqual([1011, 'ż'.repeat(61)]);
  });

  it('says nothing after it has closed', async () => {
    const server = await start({ push$: frames('one', closing(1000), 'two', closing(1001)) });
    const socket = dial(server.url);
    const seen: string[] = [];
    socket.on('message', (data: Buffer) => seen.push(data.toString()));
    expect(await closeOf(socket)).toEqual([1000, '']);
    expect(seen).toEqual(['one']);
  });

  it('breaks the socket when its script errors', async () => {
    const server = await start({
      push$: concat(
        of('one'),
        throwError(() => new Error('mine')),
      ),
    });
    expect((await closeOf(dial(server.url)))[0]).toBe(1006);
  });

  it.each(['no json', '{"action":"nonsense"}', `{"action":"${'ż'.repeat(200)}"}`])(
    'closes with 1002, and says why, when it is sent %s',
    async (text) => {
      const server = await start();
      const socket = dial(server.url);
      await once(socket, 'open');
      socket.send(text);
      const [code, reason] = await closeOf(socket);
      expect(code).toBe(1002);
      expect(reason).not.toBe('');
    },
  );

  it('leaves its scripts when their socket has closed, and keeps no listener for each', async () => {
    const warnings: unknown[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on('warning', note);
    const left$ = new Subject<void>();
    const allLeft = firstValueFrom(left$.pipe(take(20), toArray()));
    const server = await start({
      answer: () =>
        NEVER.pipe(
          finalize(() => {
            left$.next();
          }),
        ),
    });
    const socket = dial(server.url);
    await once(socket, 'open');
    for (let n = 1; n <= 20; n++) socket.send(`{"action":"ping","requestId":"r${n}"}`);
    await firstValueFrom(server.sent$.pipe(take(20), toArray()));
    socket.close();
    expect(await allLeft).toHaveLength(20);
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });

  it('drops who is still there when it is closed, and listens no more', async () => {
    const server = await start();
    const socket = dial(server.url);
    await once(socket, 'open');
    const closed = closeOf(socket);
    await server.close();
    expect((await closed)[0]).toBe(1006);
    const [error] = (await once(dial(server.url), 'error')) as [Error & { code: string }];
    expect(error.code).toBe('ECONNREFUSED');
  });
});
