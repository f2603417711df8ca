import { once } from 'node:events';
import { map, mergeMap, range, timer } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket, type RawData } from 'ws';
import type { Flow } from '../../../src/server/serverSocket';
import * as connection from '../../../src/server/connection';
import { logged, modelOf, say, token } from '../kit';
import { plain, refusal, start, stopAll, Wire } from '../wire';

afterEach(async () => {
  vi.restoreAllMocks();
  await stopAll();
});

const LIMIT = 1_000_000;
const padded = token('x'.repeat(1_000));

/** A model that says fifty kilobytes whenever it may, for ever. */
const talkative = modelOf(() =>
  timer(0, 0).pipe(mergeMap(() => range(0, 50).pipe(map(() => padded)))),
);

/** What waits on the server for the next client to connect, now and at most. */
function watched() {
  const serve = vi.spyOn(connection, 'serve');
  const flow = (): Flow => {
    const found = serve.mock.lastCall?.[0].flow;
    if (!found) throw new Error('a real socket tells how it runs full');
    return found;
  };
  let most = 0;
  return {
    watch: () => {
      flow().taken$.subscribe(() => {
        most = Math.max(most, flow().waiting());
      });
    },
    most: () => Math.max(most, flow().waiting()),
  };
}

describe('a client that stops reading a real socket', () => {
  it('is left, and the server never had more waiting for it than the limit', async () => {
    const { watch, most } = watched();
    const { onLog, until } = logged();
    const limits = { outboundBytes: LIMIT };
    const { url } = await start({ model: talkative, limits, onLog });
    const client = await Wire.to(url);
    const { sessionId } = await client.open();
    watch();

    client.send(say(sessionId));
    await client.until('stream_token');
    client.ws.pause();
    expect(await until('hungUp')).toMatchObject({ code: 1013 });
    expect(await until('turn')).toMatchObject({ outcome: 'aborted' });
    expect(most()).toBeGreaterThan(LIMIT / 4);
    expect(most()).toBeLessThanOrEqual(LIMIT);
    client.ws.resume();
    await client.closed();
  });

  it('and pings thirty thousand times, is answered in order once it reads', async () => {
    const { watch, most } = watched();
    const { url } = await start({ limits: { outboundBytes: LIMIT / 5 } });
    const ws = new WebSocket(url);
    await once(ws, 'open');
    watch();
    ws.pause();
    const pings = 30_000;
    for (let n = 0; n < pings; n++) ws.send(`{"action":"ping","requestId":"${n}"}`);

    let next = 0;
    let isInOrder = true;
    const done = new Promise<void>((resolve) => {
      ws.on('message', (data: RawData) => {
        const { requestId } = JSON.parse((data as Buffer).toString('utf8')) as {
          requestId: string;
        };
        isInOrder &&= requestId === String(next);
        if (++next === pings) resolve();
      });
    });
    ws.resume();
    await done;
    expect(isInOrder).toBe(true);
    expect(most()).toBeLessThanOrEqual(LIMIT / 5);
    ws.terminate();
  });
});

describe('connections from one address', () => {
  it('are limited: one more is refused with 429, until one has left', async () => {
    const { entries, onLog, until } = logged();
    const { url, port } = await start({ limits: { addressConnections: 2 }, onLog });
    const [first] = [await Wire.to(url), await Wire.to(url)];
    expect(await refusal(url)).toBe(429);
    expect(entries).toContainEqual({ kind: 'turnedAway', status: 429 });
    expect((await plain(port, '/health')).status).toBe(200);

    first.ws.close();
    await until('disconnected');
    await expect(Wire.to(url)).resolves.toBeDefined();
  });

  it('are told apart behind a proxy by what the proxy says, not by what they say', async () => {
    const { url } = await start({ limits: { addressConnections: 1 }, trustProxy: true });
    const from = async (forwarded: string) => {
      const ws = new WebSocket(url, { headers: { 'X-Forwarded-For': forwarded } });
      await once(ws, 'open');
    };
    await from('192.0.2.1');
    await from('192.0.2.2');
    const headers = { 'X-Forwarded-For': '198.51.100.7, 192.0.2.1' };
    expect(await refusal(url, headers)).toBe(429);
  });

  it('are those of the socket where no proxy is trusted', async () => {
    const { url } = await start({ limits: { addressConnections: 1 } });
    await Wire.to(url);
    expect(await refusal(url, { 'X-Forwarded-For': '192.0.2.1' })).toBe(429);
  });
});
