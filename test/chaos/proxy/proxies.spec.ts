import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { closeAll, refusedUrl, webSocketServer } from '../../node/kit';
import { startFrameProxy, type FrameFault } from './frameProxy.mjs';
import { startTcpProxy } from './tcpProxy.mjs';

const open: { close(): Promise<void> }[] = [];
const sockets: WebSocket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await Promise.all(open.splice(0).map((proxy) => proxy.close()));
  await closeAll();
});

/** A server that says back what it hears, and remembers what it heard and how each client left. */
async function echo() {
  const heard: string[] = [];
  const left: number[] = [];
  const { server, url } = await webSocketServer();
  server.on('connection', (socket) => {
    socket.on('close', (code) => left.push(code));
    socket.on('message', (data: Buffer, isBinary) => {
      heard.push(`${isBinary ? 'binary ' : ''}${data.toString()}`);
      socket.send(data, { binary: isBinary });
    });
  });
  return { server, heard, left, port: Number(new URL(url).port) };
}

function dial(port: number) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws?token=t`);
  sockets.push(socket);
  const texts: string[] = [];
  socket.on('message', (data: Buffer, isBinary) => {
    texts.push(`${isBinary ? 'binary ' : ''}${data.toString()}`);
  });
  const error = new Promise<string>((resolve) => {
    socket.on('error', ({ message }) => {
      resolve(message);
    });
  });
  const closed = new Promise<number>((resolve) => {
    socket.on('close', resolve);
  });
  return { socket, texts, error, closed };
}

const said = (n: number) => JSON.stringify({ action: 'say', n });

describe('a proxy of bytes', () => {
  async function through() {
    const server = await echo();
    const proxy = await startTcpProxy(server.port);
    open.push(proxy);
    return { server, proxy };
  }
  async function opened(proxy: { port: number }) {
    const client = dial(proxy.port);
    await once(client.socket, 'open');
    return client;
  }

  it('passes on what both sides say until something is to go wrong, and counts who is there', async () => {
    const { proxy, server } = await through();
    const { socket, texts, closed } = await opened(proxy);
    expect(proxy.connections()).toBe(1);
    socket.send('one');
    await once(socket, 'message');
    expect(texts).toEqual(['one']);
    socket.close(4000);
    await closed;
    expect(server.left).toEqual([4000]);
    expect(proxy.disarm()).toBe(false);
  });

  it('refuses one connection, and takes the next', async () => {
    const { proxy } = await through();
    proxy.arm({ kind: 'refuse' });
    expect(await dial(proxy.port).error).toMatch(/ECONNRESET|socket hang up/);
    expect(proxy.disarm()).toBe(false);
    await opened(proxy);
  });

  it('lets a connection wait for ever, and takes the next', async () => {
    const { proxy, server } = await through();
    proxy.arm({ kind: 'stall' });
    const stalled = dial(proxy.port);
    await opened(proxy);
    expect(stalled.socket.readyState).toBe(WebSocket.CONNECTING);
    expect(server.server.clients.size).toBe(1);
  });

  it('answers a handshake itself', async () => {
    const { proxy } = await through();
    proxy.arm({ kind: 'answer', text: 'HTTP/1.1 503 Busy\r\nconnection: close\r\n\r\n' });
    expect(await dial(proxy.port).error).toBe('Unexpected server response: 503');
  });

  it('resets both sides after so many bytes', async () => {
    const { proxy, server } = await through();
    const { socket, texts, closed } = await opened(proxy);
    // A frame of a short text takes two bytes, its mask four more on the way up.
    proxy.arm({ kind: 'cut', direction: 'down', after: 2 + 3 + 1 });
    socket.send('one');
    socket.send('two');
    expect(await closed).toBe(1006);
    expect(texts).toEqual(['one']);
    expect(server.heard[0]).toBe('one');
    expect(server.left).toEqual([1006]);
  });

  it('turns over one bit', async () => {
    const { proxy } = await through();
    const { socket, texts } = await opened(proxy);
    proxy.arm({ kind: 'corrupt', direction: 'down', after: 2 });
    socket.send('one');
    await once(socket, 'message');
    expect(texts).toEqual(['kne']);
  });

  it('holds a direction back, and loses nothing', async () => {
    const { proxy } = await through();
    const { socket, texts } = await opened(proxy);
    proxy.arm({ kind: 'delay', direction: 'up', after: 3, ms: 20 });
    const before = performance.now();
    socket.send('one');
    socket.send('two');
    while (texts.length < 2) await once(socket, 'message');
    expect(texts).toEqual(['one', 'two']);
    expect(performance.now() - before).toBeGreaterThan(15);
  });

  it('leaves a connection half open: nobody hears the other, and the server learns late', async () => {
    const { proxy, server } = await through();
    const { socket, texts, closed } = await opened(proxy);
    proxy.arm({ kind: 'halfOpen', direction: 'up', after: 0, ms: 20 });
    socket.send('one');
    const other = await opened(proxy);
    other.socket.send('two');
    await once(other.socket, 'message');
    expect(server.heard).toEqual(['two']);
    expect(texts).toEqual([]);
    expect(socket.readyState).toBe(WebSocket.OPEN);

    const [first] = server.server.clients;
    if (!first) throw new Error('Nobody is connected.');
    const learnt = once(first, 'close');
    socket.terminate();
    await closed;
    expect(first.readyState).toBe(WebSocket.OPEN);
    await learnt;
  });

  it('forgets what it is told to', async () => {
    const { proxy } = await through();
    proxy.arm({ kind: 'refuse' });
    proxy.arm({ kind: 'cut', direction: 'up', after: 0 });
    expect(proxy.disarm()).toBe(true);
    const { socket, texts } = await opened(proxy);
    socket.send('one');
    await once(socket, 'message');
    expect(texts).toEqual(['one']);
  });
});

describe('a proxy of frames', () => {
  async function through() {
    const server = await echo();
    const proxy = await startFrameProxy(server.port);
    open.push(proxy);
    const client = dial(proxy.port);
    await once(client.socket, 'open');
    const hear = async (count: number) => {
      while (client.texts.length < count) await once(client.socket, 'message');
      return client.texts;
    };
    return { server, proxy, ...client, hear };
  }
  const second: FrameFault['at'] = (message) => message['n'] === 2;

  it.each<[string, Partial<FrameFault>, string[]]>([
    ['twice', { kind: 'duplicate' }, [said(1), said(2), said(2), said(3)]],
    ['as no JSON', { kind: 'corrupt' }, [said(1), said(2).slice(0, -1), said(3)]],
    ['as bytes', { kind: 'binary' }, [said(1), `binary ${said(2)}`, said(3)]],
    ['after another', { kind: 'insert', text: '?' }, [said(1), '?', said(2), said(3)]],
    ['late', { kind: 'delay', ms: 5 }, [said(1), said(2), said(3)]],
  ])('passes one on %s, up and down', async (_, fault, expected) => {
    for (const direction of ['up', 'down'] as const) {
      const { proxy, socket, hear, server } = await through();
      proxy.arm({ kind: 'delay', ...fault, direction, at: second });
      for (const n of [1, 2, 3]) socket.send(said(n));
      expect(await hear(expected.length)).toEqual(expected);
      expect(server.heard).toEqual(direction === 'up' ? expected : [said(1), said(2), said(3)]);
      expect(proxy.disarm()).toBe(false);
    }
  });

  it('counts those that it is about', async () => {
    const { proxy, socket, hear } = await through();
    proxy.arm({ kind: 'duplicate', direction: 'up', at: second, nth: 1 });
    for (const n of [2, 1, 2]) socket.send(said(n));
    expect(await hear(4)).toEqual([said(2), said(1), said(2), said(2)]);
  });

  it.each([1000, 1001, 1008, 1011, 1013, 4401, 4429])(
    'closes both sides with %i instead of passing one on, or after it',
    async (code) => {
      for (const [kind, heard] of [
        ['close', [said(1)]],
        ['closeAfter', [said(1), said(2)]],
      ] as const) {
        const { proxy, socket, closed, texts, server } = await through();
        proxy.arm({ kind, direction: 'down', at: second, code });
        for (const n of [1, 2]) socket.send(said(n));
        expect(await closed).toBe(code);
        expect(texts).toEqual(heard);
        expect(server.heard).toEqual([said(1), said(2)]);
      }
    },
  );

  it.each([1005, 1006])('closes without a code: %i', async (code) => {
    const { proxy, socket, closed } = await through();
    proxy.arm({ kind: 'close', direction: 'up', at: second, code });
    socket.send(said(2));
    expect(await closed).toBe(code);
  });

  it('tells the server how the client left, and passes on how a server refuses', async () => {
    const { proxy, socket, server } = await through();
    const [there] = server.server.clients;
    if (!there) throw new Error('Nobody is connected.');
    const left = once(there, 'close');
    socket.close(4000);
    await left;
    expect(server.left).toEqual([4000]);
    server.server.options.verifyClient = () => false;
    expect(await dial(proxy.port).error).toBe('Unexpected server response: 401');
  });

  it('has no connection for a client when it has none to the server', async () => {
    const proxy = await startFrameProxy(Number(new URL(await refusedUrl()).port));
    open.push(proxy);
    expect(await dial(proxy.port).error).toMatch(/ECONNRESET|socket hang up/);
  });
});
