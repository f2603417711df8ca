import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ConnectionState } from 'smooth-operator-rx';
import { localToken } from 'smooth-operator-rx/server';
import { describe, expect, it } from 'vitest';
import { refusedUrl, webSocketServer } from '../node/kit';
import { open, owned, serve, state } from './kit';

/** The URL of an HTTP server that answers everything, the handshake too, with one status. */
async function answering(status: number, headers: Readonly<Record<string, string>> = FOR_ALL) {
  const server = createServer((_request, response) => {
    response.writeHead(status, { connection: 'close', ...headers }).end('no');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  owned({
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`;
}

const FOR_ALL = { 'access-control-allow-origin': '*' };

/** What becomes of a client that asks by HTTP why its socket did not open. */
async function explained<S extends ConnectionState['status']>(url: string, status: S) {
  const tab = await open('operator');
  await tab.lib.evaluateHandle(
    ({ connect, httpProbe }, to) => connect({ url: to, token: 's3cret', probe: httpProbe() }),
    url,
  );
  const told = await state(tab, status);
  expect(JSON.stringify(told)).not.toContain('s3cret');
  return told;
}

const strict = () => serve({ access: localToken({ token: 'the right one', strict: true }) });

describe('a handshake that fails, in Chromium', () => {
  it('is tried again without a reason where nobody asks for one', async () => {
    const { url } = await strict();
    const tab = await open('operator');
    await tab.lib.evaluateHandle(({ connect }, to) => connect({ url: to }), url);
    const { cause } = await state(tab, 'waiting');
    expect(cause).toEqual({ kind: 'handshake', message: 'the socket closed before it opened' });
  });

  it('is unauthorized where our server refuses the token; with the right one it goes on', async () => {
    const { url } = await strict();
    const tab = await open('operator');
    const client = await tab.lib.evaluateHandle(({ connect, httpProbe }, to) => {
      const tokens = ['a wrong one', 'the right one'];
      return connect({ url: to, token: () => tokens.shift(), probe: httpProbe() });
    }, url);
    expect(await state(tab, 'closed')).toMatchObject({
      unauthorized: true,
      cause: { kind: 'handshake', status: 401, message: expect.stringContaining('credentials') },
    });
    await client.evaluate((refused) => {
      refused.reconnectNow();
    });
    await state(tab, 'open');
  });

  it('is given up where our server has no such path', async () => {
    const { url } = await serve();
    expect(await explained(url.replace('/ws', '/socket'), 'closed')).toMatchObject({
      unauthorized: false,
      cause: { status: 404 },
    });
  });

  it('is unauthorized where the answer is 403', async () => {
    expect(await explained(await answering(403), 'closed')).toMatchObject({ unauthorized: true });
  });

  it.each([404, 200])('is given up where the answer is %i', async (status) => {
    const { cause, unauthorized } = await explained(await answering(status), 'closed');
    expect(unauthorized).toBe(false);
    expect(cause).toMatchObject({ status: 404, message: expect.stringContaining(`${status}`) });
  });

  it.each([429, 503])('is tried again where the answer is %i', async (status) => {
    const { cause } = await explained(await answering(status), 'waiting');
    expect(cause).toMatchObject({ kind: 'handshake', status });
  });

  it('is tried again where the server is there', async () => {
    const { cause } = await explained(await answering(426), 'waiting');
    expect(cause).toMatchObject({ message: expect.stringContaining('it is there') });
  });

  it.each([
    ['pages may not read the answer', () => answering(401, {})],
    ['the answer is elsewhere', () => answering(302, { ...FOR_ALL, location: '/other' })],
    ['nobody listens', refusedUrl],
  ])('is tried again, for a reason unknown, where %s', async (_, start) => {
    const { cause } = await explained(await start(), 'waiting');
    expect(cause).toMatchObject({ kind: 'handshake' });
    expect(cause).not.toHaveProperty('status');
  });

  it('is tried again where the server picks none of the subprotocols', async () => {
    const { url } = await webSocketServer({ handleProtocols: () => false });
    const tab = await open('operator');
    await tab.lib.evaluateHandle(
      ({ connect }, to) => connect({ url: to, protocols: ['operator.v1'] }),
      url,
    );
    expect(await state(tab, 'waiting')).toMatchObject({ cause: { kind: 'handshake' } });
  });
});
