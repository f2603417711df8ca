import { once } from 'node:events';
import { stat } from 'node:fs';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { concat, finalize, firstValueFrom, NEVER, of, range, Subject, tap, throwError } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { createClient, tokens, type Client } from 'smooth-operator-rx';
import { fromReadable, nodeSocket, turnReadable } from 'smooth-operator-rx/node';
import { event } from 'smooth-operator-rx/testing';
import type { WebSocket } from 'ws';
import { AGENT } from '../turnTest';
import { closeAll, webSocketServer } from './kit';

const clients: Client[] = [];
afterEach(async () => {
  for (const app of clients.splice(0)) app.close();
  await closeAll();
});

const chunksOf = async (readable: Readable) => {
  const chunks: unknown[] = [];
  for await (const chunk of readable) chunks.push(chunk);
  return chunks;
};

describe('a turn as a Node stream', () => {
  it('has each event as an object', async () => {
    const events = [event.accepted('r'), event.eventualResponse('r')];
    expect(await chunksOf(turnReadable(of(...events)))).toEqual(events);
  });

  it('has text as text', async () => {
    const chunks = await chunksOf(turnReadable(of('Hä', 'llo'), { objectMode: false }));
    expect(Buffer.concat(chunks as Buffer[]).toString()).toBe('Hällo');
  });

  it('subscribes when it is read, and not before', () => {
    let subscribed = 0;
    const source$ = concat(of(1), NEVER).pipe(tap({ subscribe: () => subscribed++ }));
    const readable = turnReadable(source$);
    expect(subscribed).toBe(0);
    readable.read();
    expect(subscribed).toBe(1);
    readable.destroy();
  });

  it('unsubscribes when it is destroyed', async () => {
    const ended = new Promise<void>((resolve) => {
      const readable = turnReadable(concat(of(1), NEVER).pipe(finalize(resolve)));
      readable.once('data', () => readable.destroy());
    });
    await ended;
  });

  it('fails as the turn does', async () => {
    const failing$ = concat(
      of('a'),
      throwError(() => new Error('interrupted')),
    );
    await expect(chunksOf(turnReadable(failing$))).rejects.toThrow('interrupted');
  });

  it('says that null cannot be carried instead of ending at it', async () => {
    await expect(chunksOf(turnReadable(of(1, null, 2)))).rejects.toThrow(/null/);
  });

  it('leaves a source that gives null at once', async () => {
    let isLeft = false;
    const source$ = concat(of(null), NEVER).pipe(finalize(() => (isLeft = true)));
    await expect(chunksOf(turnReadable(source$))).rejects.toThrow(/null/);
    expect(isLeft).toBe(true);
  });

  it('says no more after it was destroyed in the middle of a burst', async () => {
    const readable = turnReadable(range(1, 1_000), { highWaterMark: 1 });
    readable.once('data', () => readable.destroy());
    await once(readable, 'close');
    expect(readable.errored).toBeNull();
  });
});

/** A server that floods whoever sends a message with tokens, as fast as they are taken. */
async function flooding(count: number) {
  const { server, url } = await webSocketServer();
  const token = 'x'.repeat(1_000);
  server.on('connection', (socket: WebSocket) => {
    socket.on('message', (data: Buffer) => {
      const { action, requestId } = JSON.parse(data.toString()) as Record<string, string>;
      const send = (frame: object, then?: () => void) => {
        socket.send(JSON.stringify(frame), then);
      };
      if (action === 'create_conversation_session') {
        event.sessionCreated(requestId ?? '').subscribe((answer) => {
          send(answer);
        });
      }
      if (action === 'ping') send(event.pong(requestId ?? ''));
      if (action !== 'send_message') return;
      let sent = 0;
      const more = () => {
        if (sent === count) send(event.eventualResponse(requestId ?? '', { text: 'Done' }));
        else send(event.streamToken(requestId ?? '', `${sent++} ${token}`), more);
      };
      more();
    });
  });
  const app = createClient({ url, socket: nodeSocket(), linger: 0 });
  clients.push(app);
  return app.session({ agentId: AGENT }).turn('Flood me');
}

/** A reader that asks the disk something for each chunk, and sees how far behind it is. */
function slowReader(state: { arrived: number }) {
  const seen = { read: 0, behind: 0, last: '' };
  const writable = new Writable({
    objectMode: true,
    highWaterMark: 1,
    write(chunk: unknown, _encoding, done) {
      seen.read++;
      seen.last = String(chunk);
      seen.behind = Math.max(seen.behind, state.arrived - seen.read);
      stat('.', () => {
        done();
      });
    },
  });
  return { seen, writable };
}

describe('a slow reader', () => {
  const COUNT = 20_000;

  it('holds the socket: of twenty thousand tokens a few hundred wait here at most', async () => {
    const turn$ = await flooding(COUNT);
    const state = { arrived: 0 };
    const { seen, writable } = slowReader(state);
    const counted$ = turn$.pipe(
      tokens(),
      tap(() => state.arrived++),
    );
    await pipeline(turnReadable(counted$), writable);
    expect(seen.read).toBe(COUNT);
    expect(seen.last).toMatch(/^19999 /);
    expect(seen.behind).toBeLessThan(500);
  });

  it('holds a stream that an Observable was made of', async () => {
    let produced = 0;
    const source = new Readable({
      objectMode: true,
      read() {
        this.push(produced++ < COUNT ? produced : null);
      },
    });
    const state = { arrived: 0 };
    const { seen, writable } = slowReader(state);
    const counted$ = fromReadable<number>(source).pipe(tap(() => state.arrived++));
    await pipeline(turnReadable(counted$), writable);
    expect(seen.read).toBe(COUNT);
    expect(seen.behind).toBeLessThan(100);
  });

  it('lets the socket go when it is destroyed: what else is said on it is heard', async () => {
    const turn$ = await flooding(1_000);
    const readable = turnReadable(turn$, { highWaterMark: 1 });
    await once(readable, 'readable');
    const answered = firstValueFrom(clients[0]?.ping() ?? NEVER);
    readable.destroy();
    expect(await answered).toMatchObject({ type: 'pong' });
  });
});

describe('an Observable of a Node stream', () => {
  it('has its chunks, and ends as it does', async () => {
    expect(await chunksOf(turnReadable(fromReadable(Readable.from([1, 2, 3]))))).toEqual([1, 2, 3]);
  });

  it.each<[string, (readable: Readable) => void, RegExp]>([
    ['its error', (readable) => readable.destroy(new Error('gone')), /gone/],
    ['that it was closed', (readable) => readable.destroy(), /closed before its end/],
  ])('fails with %s', async (_, end, expected) => {
    const readable = new Readable({ read: () => undefined });
    const values = chunksOf(turnReadable(fromReadable(readable)));
    end(readable);
    await expect(values).rejects.toThrow(expected);
  });

  it('tells of a stream that has ended, or been destroyed, before it was subscribed to', async () => {
    const ended = Readable.from([]);
    ended.resume();
    await once(ended, 'end');
    expect(await chunksOf(turnReadable(fromReadable(ended)))).toEqual([]);
    const destroyed = new Readable().destroy();
    await expect(chunksOf(turnReadable(fromReadable(destroyed)))).rejects.toThrow(/closed/);
  });

  it('destroys the stream when it is left', async () => {
    const readable = Readable.from([1, 2, 3]);
    const first$ = new Subject<unknown>();
    const subscription = fromReadable(readable).subscribe(first$);
    subscription.unsubscribe();
    await once(readable, 'close');
    expect(readable.destroyed).toBe(true);
  });
});
