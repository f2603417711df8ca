import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { Subscription, tap, timer } from 'rxjs';
import { WebSocketServer } from 'ws';
import { operatorError } from '../protocol';
import { serve } from './connection';
import type { ServerOptions } from './options';
import { settingsOf, type Settings } from './settings';
import { serviceOf } from './service';
import { socketOf } from './ws';

/** A server that listens. */
export interface RunningServer {
  /** Where clients connect: `ws://127.0.0.1:8787/ws`. */
  readonly url: string;
  readonly port: number;
  /**
   * Stops: no new connections, running turns are aborted, every socket is closed with 1001.
   * Resolves when all is released. Calling it again gives the same Promise.
   */
  close(): Promise<void>;
}

const PATH = '/ws';
/** The largest frame that is received, so that an oversized one can be answered. */
const RECEIVED_MAX_BYTES = 16 * 1024 * 1024;
/** How long a closing client may take to say goodbye, in milliseconds. */
const CLOSE_GRACE = 1000;

/**
 * Starts a smooth-operator server: sessions, knowledge, tools and a model behind one WebSocket.
 * With no options it answers from its seeded documents, with no key and no network.
 *
 * It speaks WebSocket on `/ws` (another path is refused with 400), answers `/health` with `ok` and
 * any other HTTP request with 426. It takes no signals: ending it is the caller's.
 *
 * Rejects with a {@link SmoothOperatorError}: kind `invalid` for an option that is wrong, kind
 * `connection` (code `ADDRESS_IN_USE` or `LISTEN_FAILED`) when it cannot listen.
 *
 * @param options - see each for its default
 *
 * @example
 * ```ts
 * const server = await startServer({ port: 0 });
 * console.log(server.url);
 * await server.close();
 * ```
 */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const settings = settingsOf(options);
  const service = serviceOf(settings);
  const serving = new Subscription();
  const http = createServer(answerPlain);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: Math.max(RECEIVED_MAX_BYTES, settings.limits.frameBytes),
  });

  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (pathOf(request) !== PATH) refuse(socket);
    else {
      sockets.handleUpgrade(request, socket, head, (ws) => {
        const failed = (error: unknown) => {
          service.log({ kind: 'failed', error });
        };
        ws.on('error', failed); // the close that follows ends the connection
        serving.add(serve(socketOf(ws), service).subscribe({ error: failed }));
      });
    }
  });
  await listen(http, settings);

  const { port } = http.address() as AddressInfo;
  const url = `ws://${reachable(settings.host)}:${port}${PATH}`;
  service.log({ kind: 'listening', url });

  let closing: Promise<void> | undefined;
  const close = () =>
    new Promise<void>((resolve) => {
      serving.unsubscribe();
      for (const ws of sockets.clients) ws.close(1001, 'the server is going away');
      const impatience = timer(CLOSE_GRACE)
        .pipe(
          tap(() => {
            for (const ws of sockets.clients) ws.terminate();
          }),
        )
        .subscribe();
      http.close(() => {
        impatience.unsubscribe();
        service.log({ kind: 'closed' });
        resolve();
      });
      http.closeAllConnections();
    });

  return { url, port, close: () => (closing ??= close()) };
}

function listen(http: Server, { host, port }: Settings): Promise<void> {
  return new Promise((resolve, reject) => {
    http.on('error', (cause: NodeJS.ErrnoException) => {
      const [code, why] =
        cause.code === 'EADDRINUSE'
          ? ['ADDRESS_IN_USE', 'another program listens there']
          : ['LISTEN_FAILED', cause.message];
      reject(
        operatorError('connection', code, `Cannot listen on ${host}:${port}: ${why}.`, { cause }),
      );
    });
    http.listen(port, host, resolve);
  });
}

function answerPlain(request: IncomingMessage, response: ServerResponse): void {
  if (pathOf(request) === '/health') {
    response.writeHead(200, { 'content-type': 'text/plain' }).end('ok');
  } else {
    const headers = { upgrade: 'websocket', connection: 'upgrade' };
    response.writeHead(426, headers).end('This is a WebSocket service.');
  }
}

function refuse(socket: Duplex): void {
  socket.on('error', () => undefined); // the other side may be gone before it reads the refusal
  socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', () => {
    socket.destroy();
  });
}

function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '/';
}

/** The host as part of a URL; of all addresses, the one of this machine. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
