import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { nodeHttp } from './node';

/** One HTTP server on loopback, on a free port, which it keeps while it refuses connections. */
export interface Listener {
  readonly port: number;
  /** Drops all sockets and listens no more: who connects is refused. */
  readonly refuse: () => Promise<void>;
  /** Listens again, on the same port. */
  readonly accept: () => Promise<void>;
}

export async function listen(onRequest: RequestListener): Promise<Listener> {
  const server = nodeHttp().createServer({ keepAliveTimeout: 0, requestTimeout: 0 }, onRequest);
  const listenOn = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  await listenOn(0);
  const { port } = server.address() as AddressInfo;

  return {
    port,
    accept: () => (server.listening ? Promise.resolve() : listenOn(port)),
    refuse: () =>
      new Promise((resolve) => {
        // It errors when it does not listen, which is what was asked for.
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
