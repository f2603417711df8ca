import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createClient,
  httpProbe,
  type Client,
  type ConnectionState,
  type CreateSocket,
  type SocketPort,
} from 'smooth-operator-rx';
import { startServer, trusted, type RunningServer } from 'smooth-operator-rx/server';
import { nodeSocket } from 'smooth-operator-rx/node';
import { closeAll, httpServer, refusedUrl, state } from './kit';

/** Tells as little of a failed handshake as a browser does. */
const silent: CreateSocket = (url, protocols) => {
  const socket = nodeSocket()(url, protocols);
  return new Proxy(socket, {
    set: (target, name: keyof SocketPort, handler: unknown) =>
      Reflect.set(
        target,
        name,
        name === 'onerror' && typeof handler === 'function'
          ? () => {
              (handler as (event: object) => void)({});
            }
          : handler,
      ),
  });
};

const clients: Client[] = [];
const servers: RunningServer[] = [];
afterEach(async () => {
  for (const app of clients.splice(0)) app.close();
  await Promise.all(servers.splice(0).map((server) => server.close()));
  await closeAll();
});

function connect(url: string): Client {
  const app = createClient({ url, token: 's3cret', socket: silent, probe: httpProbe() });
  clients.push(app);
  app.uncorrelated$.subscribe({ error: () => undefined });
  return app;
}

const CLOSED = 'closed' satisfies ConnectionState['status'];

describe('the reason of a failed handshake, by HTTP', () => {
  it.each([401, 403])('is %i: the credentials, and nothing is tried again', async (status) => {
    const { cause, unauthorized } = await state(connect(await httpServer(status)), CLOSED);
    expect(unauthorized).toBe(true);
    expect(cause).toMatchObject({ kind: 'handshake', status });
  });

  it.each([404, 200, 302, 410])(
    'is %i: there is no such service, and nothing is tried again',
    async (status) => {
      const { cause, unauthorized } = await state(connect(await httpServer(status)), CLOSED);
      expect(unauthorized).toBe(false);
      expect(cause).toMatchObject({ status: 404, message: expect.stringContaining(`${status}`) });
    },
  );

  it.each([500, 503, 429])('is %i: not just now, and it is tried again', async (status) => {
    const { cause } = await state(connect(await httpServer(status)), 'waiting');
    expect(cause).toMatchObject({ kind: 'handshake', status });
  });

  it('is 426: the server is there, and it is tried again', async () => {
    const { cause } = await state(connect(await httpServer(426)), 'waiting');
    expect(cause).toMatchObject({ message: expect.stringContaining('did not get through') });
    expect(cause).not.toHaveProperty('status');
  });

  it('stays unknown where nobody listens, and it is tried again', async () => {
    const { cause } = await state(connect(await refusedUrl()), 'waiting');
    expect(cause).toMatchObject({ kind: 'handshake' });
    expect(cause).not.toHaveProperty('status');
  });

  it('is told by the server of this package, without the token', async () => {
    const server = await startServer({ port: 0, access: trusted({ strict: true }) });
    servers.push(server);
    const closed = await state(connect(server.url), CLOSED);
    expect(closed).toMatchObject({ unauthorized: true, cause: { status: 401 } });
    expect(inspect(closed, { depth: 9 })).not.toContain('s3cret');
  });

  it('is told by the server of this package on a path that it does not have', async () => {
    const server = await startServer({ port: 0 });
    servers.push(server);
    const closed = await state(connect(server.url.replace(/ws$/, 'other')), CLOSED);
    expect(closed).toMatchObject({ unauthorized: false, cause: { status: 404 } });
  });
});
