import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { NEVER, of } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket, type RawData } from 'ws';
import type { ServerEvent } from '../../src/protocol';
import {
  extractiveModel,
  startServer,
  type RunningServer,
  type ServerOptions,
} from '../../src/server';
import {
  confirm,
  create,
  eventOf,
  hanging,
  labelOf,
  logged,
  modelOf,
  only,
  say,
  token,
} from './kit';

const running: RunningServer[] = [];

async function start(options: ServerOptions = {}): Promise<RunningServer> {
  const server = await startServer({ port: 0, ...options });
  running.push(server);
  return server;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

/** A client over a real socket. */
class Wire {
  private readonly events: ServerEvent[] = [];
  private wake: () => void = () => undefined;

  private constructor(readonly ws: WebSocket) {
    ws.on('message', (data: RawData) => {
      this.events.push(eventOf((data as Buffer).toString('utf8')));
      this.wake();
    });
  }

  static async to(url: string): Promise<Wire> {
    const ws = new WebSocket(url);
    const wire = new Wire(ws);
    await once(ws, 'open');
    return wire;
  }

  send(frame: unknown): void {
    this.ws.send(
      typeof frame === 'string' || frame instanceof Uint8Array ? frame : JSON.stringify(frame),
    );
  }

  /** The events up to the first with this label. */
  async until(label: string): Promise<ServerEvent[]> {
    for (;;) {
      const at = this.events.findIndex((event) => labelOf(event) === label);
      if (at >= 0) return this.events.splice(0, at + 1);
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  async open(fields: object = {}): Promise<{ sessionId: string; conversationId: string }> {
    this.send(create(fields));
    const { data } = only(await this.until('answered'), 'immediate_response');
    return data as { sessionId: string; conversationId: string };
  }

  async closed(): Promise<number> {
    const [code] = (await once(this.ws, 'close')) as [number];
    return code;
  }
}

const labels = (events: readonly ServerEvent[]) => events.map(labelOf);
const spoken = (events: readonly ServerEvent[]) =>
  events.flatMap((event) => (event.type === 'stream_token' ? [event.data.token] : [])).join('');

async function plain(url: string): Promise<{ status: number | undefined; body: string }> {
  const [response] = (await once(get(url), 'response')) as [IncomingMessage];
  const chunks = await response.toArray();
  return { status: response.statusCode, body: Buffer.concat(chunks as Buffer[]).toString() };
}

describe('a server with nothing but defaults', () => {
  it('holds a conversation: cited, remembered, and a write approved on the way', async () => {
    const { url } = await start();
    const client = await Wire.to(url);
    const { sessionId } = await client.open({ userName: 'Ada' });

    client.send(say(sessionId, 'How long do I have to return an order?', { requestId: 'one' }));
    const one = await client.until('eventual_response');
    expect(labels(one).slice(0, 2)).toEqual(['accepted', 'stream_token']);
    expect(spoken(one)).toContain('17 days');
    const { data } = only(one, 'eventual_response').data;
    expect(data.response).toMatchObject({ responseParts: [spoken(one)] });
    expect(data.citations?.[0]).toMatchObject({
      id: 'policies/returns.md',
      title: 'policies/returns.md',
    });
    expect(data.citations?.[0]?.snippet).toContain('17 days');

    client.send(say(sessionId, 'And does that also hold for sale items?', { requestId: 'two' }));
    expect(spoken(await client.until('eventual_response'))).toContain('Sale items');

    client.send(say(sessionId, 'Please refund order 1234, $25.50', { requestId: 'three' }));
    const asked = await client.until('toolCall');
    expect(labels(asked)).toEqual(['accepted', 'write_confirmation_required', 'toolCall']);
    client.send(confirm(sessionId, true));
    const approved = await client.until('eventual_response');
    expect(labels(approved).slice(0, 3)).toEqual(['answered', 'toolResult', 'stream_token']);
    expect(spoken(approved)).toMatch(/^Refunded 25\.50 for order 1234\./);
  });

  it('mints UUIDs and tells the real time', async () => {
    const client = await Wire.to((await start()).url);
    const { sessionId } = await client.open();
    expect(sessionId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it('lets a client come back to its conversation on another socket [RESUME-1]', async () => {
    const { url } = await start();
    const first = await Wire.to(url);
    const { sessionId, conversationId } = await first.open();
    first.send(say(sessionId, 'What is the return window?'));
    await first.until('eventual_response');
    first.ws.close(1000);
    await first.closed();

    const second = await Wire.to(url);
    const resumed = await second.open({ conversationId });
    expect(resumed.conversationId).toBe(conversationId);
    second.send(say(resumed.sessionId, 'What did I ask before?'));
    expect(spoken(await second.until('eventual_response'))).toContain('What is the return window?');
  });
});

describe('the address of a server', () => {
  it('has the port that was picked', async () => {
    const { url, port } = await start();
    expect(port).toBeGreaterThan(0);
    expect(url).toBe(`ws://127.0.0.1:${port}/ws`);
  });

  it('may carry a query', async () => {
    const { url } = await start();
    const client = await Wire.to(`${url}?token=secret&x=1`);
    client.send({ action: 'ping' });
    expect(labels(await client.until('pong'))).toEqual(['pong']);
  });

  it.each([['/'], ['/other'], ['/ws/'], ['/wsx']])(
    'is refused with 400 on %s [OPEN-1]',
    async (path) => {
      const { port } = await start();
      const ws = new WebSocket(`ws://127.0.0.1:${port}${path}`);
      const [error] = (await once(ws, 'error')) as [Error];
      expect(error.message).toContain('400');
    },
  );

  it('asks plain HTTP to upgrade', async () => {
    const { port } = await start();
    expect((await plain(`http://127.0.0.1:${port}/ws?token=x`)).status).toBe(426);
  });

  it.each([['/'], ['/other'], ['/ws/'], ['/wsx']])(
    'says to plain HTTP on %s, from any page, that the WebSocket is elsewhere',
    async (path) => {
      const { port } = await start();
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      expect(response.status).toBe(404);
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(await response.text()).toContain('/ws');
    },
  );

  it('answers whether it is well', async () => {
    const { port } = await start();
    expect(await plain(`http://127.0.0.1:${port}/health`)).toEqual({ status: 200, body: 'ok' });
  });

  it('in use rejects clearly', async () => {
    const { port } = await start();
    await expect(startServer({ port })).rejects.toMatchObject({
      kind: 'connection',
      code: 'ADDRESS_IN_USE',
      message: `Cannot listen on 127.0.0.1:${port}: another program listens there.`,
    });
  });

  it('that is none of this machine rejects clearly', async () => {
    await expect(startServer({ port: 0, host: '192.0.2.1' })).rejects.toMatchObject({
      kind: 'connection',
      code: 'LISTEN_FAILED',
    });
  });

  it('of all interfaces is shown as one that can be dialled', async () => {
    const { url, port } = await start({ host: '0.0.0.0' });
    expect(url).toBe(`ws://127.0.0.1:${port}/ws`);
  });
});

describe('frames over a real socket', () => {
  it('of 2 MB are refused and the connection is kept [FRAME-10]', async () => {
    const client = await Wire.to((await start()).url);
    client.send({ action: 'ping', padding: 'x'.repeat(2_000_000) });
    expect(labels(await client.until('VALIDATION_ERROR'))).toEqual(['VALIDATION_ERROR']);
    client.send({ action: 'ping' });
    expect(labels(await client.until('pong'))).toEqual(['pong']);
  });

  it('that are binary are refused and the connection is kept', async () => {
    const client = await Wire.to((await start()).url);
    client.send(new TextEncoder().encode('{"action":"ping"}'));
    expect(labels(await client.until('VALIDATION_ERROR'))).toEqual(['VALIDATION_ERROR']);
    client.send({ action: 'ping' });
    expect(labels(await client.until('pong'))).toEqual(['pong']);
  });

  it('above 16 MiB close the connection with 1009, and no other', async () => {
    const { entries, onLog } = logged();
    const { url } = await start({ onLog });
    const [client, other] = [await Wire.to(url), await Wire.to(url)];
    client.send('x'.repeat(16 * 1024 * 1024 + 1));
    expect(await client.closed()).toBe(1009);
    other.send({ action: 'ping' });
    expect(labels(await other.until('pong'))).toEqual(['pong']);
    expect(entries.some(({ kind }) => kind === 'failed')).toBe(true);
  });

  it('that break the protocol of the socket harm nobody else', async () => {
    const { url, port } = await start();
    const other = await Wire.to(url);
    const raw = connectTcp(port, '127.0.0.1');
    raw.write(
      'GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    await once(raw, 'data');
    raw.write(Buffer.from([0xff, 0xff, 0xff, 0xff]));
    await once(raw, 'close');
    other.send({ action: 'ping' });
    expect(labels(await other.until('pong'))).toEqual(['pong']);
  });

  it('are answered one after another in their order', async () => {
    const client = await Wire.to((await start()).url);
    for (let n = 0; n < 20; n++) client.send({ action: 'ping', requestId: String(n) });
    client.send('{');
    const answers = await client.until('VALIDATION_ERROR');
    expect(answers.slice(0, -1).map(({ requestId }) => Number(requestId))).toEqual([
      ...Array(20).keys(),
    ]);
  });
});

describe('a client that vanishes', () => {
  it.each([
    [
      'says goodbye',
      (ws: WebSocket) => {
        ws.close(1000);
      },
    ],
    [
      'is cut off',
      (ws: WebSocket) => {
        ws.terminate();
      },
    ],
  ])('aborts its turn when it %s', async (_title, leave) => {
    const { output$, state } = hanging([token('Well')]);
    const { onLog, until } = logged();
    const { url } = await start({ model: modelOf(() => output$), onLog });
    const client = await Wire.to(url);
    const { sessionId } = await client.open();
    client.send(say(sessionId));
    await client.until('stream_token');
    leave(client.ws);
    expect(await until('turn')).toMatchObject({ outcome: 'aborted' });
    expect(state).toEqual({ subscribed: 1, aborted: 1 });
  });

  it('may do so while a write waits: it never runs, and the server goes on', async () => {
    const { onLog, until } = logged();
    const { url } = await start({ onLog });
    const client = await Wire.to(url);
    const { sessionId } = await client.open();
    client.send(say(sessionId, 'Please refund order 1234, $25.50'));
    await client.until('toolCall');
    client.ws.terminate();
    await until('disconnected');
    const other = await Wire.to(url);
    other.send(confirm(sessionId, true));
    expect(labels(await other.until('NO_PENDING_CONFIRMATION'))).toEqual([
      'NO_PENDING_CONFIRMATION',
    ]);
  });
});

describe('closing a server', () => {
  it('closes every socket with 1001 and aborts what runs, in silence', async () => {
    const { output$, state } = hanging();
    const server = await start({ model: modelOf(() => output$) });
    const client = await Wire.to(server.url);
    const { sessionId } = await client.open();
    client.send(say(sessionId));
    await client.until('accepted');
    const [code] = await Promise.all([client.closed(), server.close()]);
    expect(code).toBe(1001);
    expect(state.aborted).toBe(1);
  });

  it('refuses who comes after', async () => {
    const server = await start();
    await server.close();
    const [error] = (await once(new WebSocket(server.url), 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
  });

  it('frees its port', async () => {
    const server = await start();
    await server.close();
    const next = await start({ port: server.port });
    expect(next.port).toBe(server.port);
  });

  it('may be asked for again', async () => {
    const { entries, onLog } = logged();
    const server = await start({ onLog });
    expect(server.close()).toBe(server.close());
    await server.close();
    expect(entries.filter(({ kind }) => kind === 'closed')).toHaveLength(1);
  });

  it('does not wait for a client that never says goodbye', async () => {
    const server = await start();
    const raw = connectTcp(server.port, '127.0.0.1');
    raw.write(
      'GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    await once(raw, 'data');
    const silent = connectTcp(server.port, '127.0.0.1');
    await once(silent, 'connect');
    raw.on('error', () => undefined);
    silent.on('error', () => undefined);
    await server.close();
    raw.destroy();
    silent.destroy();
    expect(raw.destroyed && silent.destroyed).toBe(true);
  });

  it('stops a stream in mid-answer without a word more', async () => {
    const server = await start({ model: extractiveModel({ tokenDelay: 5 }) });
    const client = await Wire.to(server.url);
    const { sessionId } = await client.open();
    client.send(say(sessionId, 'What is your return policy?'));
    await client.until('stream_token');
    const [code] = await Promise.all([client.closed(), server.close()]);
    expect(code).toBe(1001);
  });
});

describe('a hundred clients at once', () => {
  it('each get their own answer', async () => {
    const model = modelOf(({ messages }) =>
      of(token(`You said ${messages.at(-1)?.content ?? ''}`)),
    );
    const { url } = await start({ model });
    const answers = await Promise.all(
      Array.from({ length: 100 }, async (_, n) => {
        const client = await Wire.to(url);
        const { sessionId } = await client.open();
        client.send(say(sessionId, String(n)));
        const events = await client.until('eventual_response');
        client.ws.close();
        return spoken(events);
      }),
    );
    expect(answers).toEqual(Array.from({ length: 100 }, (_, n) => `You said ${n}`));
  });

  it('may all leave in mid-turn', async () => {
    const { entries, onLog, until } = logged();
    const { url } = await start({ model: modelOf(() => NEVER), onLog });
    await Promise.all(
      Array.from({ length: 50 }, async () => {
        const client = await Wire.to(url);
        const { sessionId } = await client.open();
        client.send(say(sessionId));
        await client.until('accepted');
        client.ws.terminate();
      }),
    );
    await until('disconnected', 50);
    const outcomes = entries.flatMap((entry) => (entry.kind === 'turn' ? [entry.outcome] : []));
    expect(outcomes).toEqual(Array(50).fill('aborted'));
  });
});
