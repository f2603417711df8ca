import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { WebSocket, type RawData } from 'ws';
import type { ServerEvent } from '../../src/protocol';
import { startServer, type RunningServer, type ServerOptions } from '../../src/server';
import { create, labelOf, only } from './kit';

const running: RunningServer[] = [];

/** A server on a free port, until `stopAll`. */
export async function start(options: ServerOptions = {}): Promise<RunningServer> {
  const server = await startServer({ port: 0, ...options });
  running.push(server);
  return server;
}

/** For `afterEach`. */
export async function stopAll(): Promise<void> {
  await Promise.all(running.splice(0).map((server) => server.close()));
}

/** A client over a real socket. */
export class Wire {
  private readonly events: ServerEvent[] = [];
  private wake: () => void = () => undefined;

  private constructor(readonly ws: WebSocket) {
    ws.on('message', (data: RawData) => {
      this.events.push(JSON.parse((data as Buffer).toString('utf8')) as ServerEvent);
      this.wake();
    });
    ws.on('error', () => undefined); // a socket that is cut; the close that follows is awaited
  }

  static async to(url: string): Promise<Wire> {
    const ws = new WebSocket(url);
    const wire = new Wire(ws);
    await once(ws, 'open');
    return wire;
  }

  send(frame: object): void {
    this.ws.send(JSON.stringify(frame));
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

  /** Code and reason of the close. */
  async closed(): Promise<[number, string]> {
    const [code, reason] = (await once(this.ws, 'close')) as [number, Buffer];
    return [code, reason.toString()];
  }
}

/** A plain HTTP request. */
export async function plain(
  port: number,
  path: string,
): Promise<{ status: number | undefined; body: string }> {
  const [response] = (await once(get(`http://127.0.0.1:${port}${path}`), 'response')) as [
    IncomingMessage,
  ];
  const chunks = await response.toArray();
  return { status: response.statusCode, body: Buffer.concat(chunks as Buffer[]).toString() };
}

/** The HTTP status with which an upgrade is refused. */
export async function refusal(url: string, headers: Record<string, string> = {}): Promise<number> {
  const ws = new WebSocket(url, { headers });
  const [, response] = (await once(ws, 'unexpected-response')) as [unknown, IncomingMessage];
  response.resume();
  ws.on('error', () => undefined);
  ws.terminate();
  return response.statusCode ?? 0;
}
