import { concat, NEVER, of, range, map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { create, logged, marbles, modelOf, only, say, service, token } from '../kit';
import { slowClient, type SlowClient } from './socket';

const LIMIT = 10_000;
const ping = (requestId = 'ping') => ({ action: 'ping', requestId });
/** Of the server's own making: a pong of about 90 bytes. */
const pongs = ({ events }: SlowClient) => events.filter(({ type }) => type === 'pong').length;

function flooded(client: SlowClient, pings: number): void {
  for (let n = 0; n < pings; n++) client.send(ping(String(n)));
}

describe('a client that does not read its answers', () => {
  it('is listened to no longer, however much it asks', () => {
    marbles(({ flush }) => {
      const client = slowClient(service({ limits: { outboundBytes: LIMIT } }));
      flooded(client, 100_000);
      flush();
      expect(client.isPaused).toBe(true);
      expect(client.mostWaiting).toBeGreaterThan(LIMIT / 4);
      expect(client.mostWaiting).toBeLessThan(LIMIT / 4 + 200);
      expect(pongs(client)).toBeLessThan(100);
    });
  });

  it('is answered on, in order and in full, once it has read half of that', () => {
    const client = slowClient(service({ limits: { outboundBytes: LIMIT } }));
    flooded(client, 100);
    const before = pongs(client);
    client.read(client.waiting - LIMIT / 8 - 1);
    expect(client.isPaused).toBe(true);
    expect(pongs(client)).toBe(before);
    client.read(1);
    expect(pongs(client)).toBeGreaterThan(before);
    while (client.waiting > 0) client.read(client.waiting);
    expect(client.isPaused).toBe(false);
    expect(client.events.map(({ requestId }) => Number(requestId))).toEqual([...Array(100).keys()]);
    client.leave();
  });

  it('is answered all the thousands of frames that one packet held, once it reads', () => {
    const model = modelOf(() => of(token('x'.repeat(LIMIT))));
    const client = slowClient(service({ model, limits: { outboundBytes: 100 * LIMIT } }));
    client.send(create());
    const { sessionId } = only(client.events, 'immediate_response').data as { sessionId: string };
    while (!client.isPaused) client.send(say(sessionId));

    const frames = 1_000;
    flooded(client, frames);
    expect(pongs(client)).toBe(0);
    client.read(client.waiting);
    expect(pongs(client)).toBe(frames);
    client.leave();
  });

  it('is left with 1013 when it has been behind for too long', () => {
    marbles(({ expectObservable, cold, flush }) => {
      const { entries, onLog } = logged();
      const limits = { outboundBytes: LIMIT, slowReaderTimeout: 500 };
      const client = slowClient(service({ limits, onLog }));
      flooded(client, 100);
      const farewells$ = cold('499ms a 1ms b').pipe(map(() => client.farewells.length));
      expectObservable(farewells$).toBe('499ms a 1ms b', { a: 0, b: 1 });
      flush();
      expect(client.farewells).toEqual([{ code: 1013, reason: 'the client reads too slowly' }]);
      expect(entries.slice(-2)).toEqual([
        { kind: 'hungUp', connectionId: 'id-1', code: 1013, reason: 'the client reads too slowly' },
        { kind: 'disconnected', connectionId: 'id-1' },
      ]);
    });
  });

  it('has as long again after it has caught up', () => {
    marbles(({ cold, flush }) => {
      const limits = { outboundBytes: LIMIT, slowReaderTimeout: 500 };
      const client = slowClient(service({ limits }));
      flooded(client, 30);
      cold('400ms r 200ms f 400ms r').subscribe((what) => {
        if (what === 'f') flooded(client, 30);
        else while (client.waiting > 0) client.read(client.waiting);
      });
      cold('2s |').subscribe({ complete: client.leave });
      flush();
      expect(client.farewells).toEqual([]);
      expect(pongs(client)).toBe(60);
    });
  });

  it('never has more waiting than the limit, whatever the model says, and is left', () => {
    const model = modelOf(() => concat(range(0, 100_000).pipe(map(() => token('word '))), NEVER));
    const { entries, onLog } = logged();
    const client = slowClient(service({ model, limits: { outboundBytes: LIMIT }, onLog }));
    client.send(create());
    const { sessionId } = only(client.events, 'immediate_response').data as { sessionId: string };
    client.send(say(sessionId));
    expect(client.mostWaiting).toBeLessThanOrEqual(LIMIT);
    expect(client.mostWaiting).toBeGreaterThan(LIMIT - 300);
    expect(client.farewells).toMatchObject([{ code: 1013 }]);
    expect(entries.filter(({ kind }) => kind === 'turn')).toMatchObject([{ outcome: 'aborted' }]);
  });

  it('gets one event that is larger than the limit, if nothing else waits', () => {
    const model = modelOf(() => of(token('x'.repeat(2 * LIMIT))));
    const client = slowClient(
      service({ model, limits: { outboundBytes: LIMIT } }),
      undefined,
      true,
    );
    client.send(create());
    const { sessionId } = only(client.events, 'immediate_response').data as { sessionId: string };
    client.send(say(sessionId));
    expect(only(client.events, 'eventual_response').data.data.response).toMatchObject({
      responseParts: ['x'.repeat(2 * LIMIT)],
    });
    client.leave();
  });

  it('harms no other client', () => {
    const on = service({ limits: { outboundBytes: LIMIT } });
    const [slow, other] = [slowClient(on), slowClient(on, undefined, true)];
    flooded(slow, 1_000);
    flooded(other, 1_000);
    expect(pongs(other)).toBe(1_000);
    slow.leave();
    other.leave();
  });

  it('that leaves in the meantime leaves nothing behind', () => {
    marbles(({ flush }) => {
      const { entries, onLog } = logged();
      const client = slowClient(service({ limits: { outboundBytes: LIMIT }, onLog }));
      flooded(client, 1_000);
      const before = pongs(client);
      client.leave();
      client.read(client.waiting);
      flush();
      expect(pongs(client)).toBe(before);
      expect(client.farewells).toEqual([]);
      expect(entries.at(-1)?.kind).toBe('disconnected');
    });
  });
});

describe('a limit of Infinity', () => {
  it('lets as much wait as there is', () => {
    const client = slowClient(service({ limits: { outboundBytes: Infinity } }));
    flooded(client, 1_000);
    expect(pongs(client)).toBe(1_000);
    client.leave();
  });

  it('is none that a frame can have', () => {
    expect(() => service({ limits: { frameBytes: Infinity } })).toThrow('limits must be');
  });
});
