import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import {
  createServer as createTcpServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net';
import { filter, firstValueFrom, timeout } from 'rxjs';
import type { Client, ConnectionState } from 'smooth-operator-rx';
import { WebSocketServer, type ServerOptions } from 'ws';

const closers: (() => Promise<unknown>)[] = [];

/** For `afterEach`: ends whatever a test has started. */
export async function closeAll(): Promise<void> {
  await Promise.all(closers.splice(0).map((close) => close()));
}

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`;
}

/** A WebSocket server of the plainest kind. */
export async function webSocketServer(options: ServerOptions = {}) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, ...options });
  await once(server, 'listening');
  closers.push(() => {
    for (const socket of server.clients) socket.terminate();
    return new Promise((resolve) => {
      server.close(resolve);
    });
  });
  return { server, url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws` };
}

/** A server that takes connections and does with them what it is told: nothing, if not told. */
export async function tcpServer(onConnection: (socket: Socket) => void = () => undefined) {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  const url = await listening(server);
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => {
      server.close(resolve);
    });
  });
  return { server, url };
}

/** An HTTP server that answers every request, the handshake included, with one status. */
export async function httpServer(status: number): Promise<string> {
  const server = createHttpServer((_request, response) => {
    response.writeHead(status, { connection: 'close' }).end('no');
  });
  closers.push(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  );
  return listening(server);
}

/** A URL on which nobody listens. */
export async function refusedUrl(): Promise<string> {
  const server = createTcpServer();
  const url = await listening(server);
  server.close();
  await once(server, 'close');
  return url;
}

type Status = ConnectionState['status'];

/** Waits for a state; a test that waits for ten seconds has failed. */
export function state<S extends Status>(
  app: Client,
  status: S,
): Promise<Extract<ConnectionState, { status: S }>> {
  return firstValueFrom(
    app.state$.pipe(
      filter((now): now is Extract<ConnectionState, { status: S }> => now.status === status),
      timeout(10_000),
    ),
  );
}
