import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { socketOf } from '../../src/server/ws';

/** A socket that keeps what each system call would have written, and one that sends over it. */
function socket() {
  const calls: string[] = [];
  const stream = new Duplex({
    decodeStrings: false,
    writev: (chunks, done) => {
      calls.push(chunks.map(({ chunk }) => String(chunk)).join(''));
      done();
    },
  });
  const ws = {
    readyState: WebSocket.OPEN as number,
    send: (text: string, taken: () => void) => {
      stream.write(text, taken);
    },
  };
  return { calls, ws, stream, sends: socketOf(ws as unknown as WebSocket, stream) };
}

const nextTick = () =>
  new Promise<void>((resolve) => {
    process.nextTick(resolve);
  });

describe('what is sent over a socket', () => {
  it('in one go leaves in one system call, in order', async () => {
    const { calls, sends } = socket();
    for (const text of ['a', 'b', 'c']) sends.send(text);
    expect(calls).toEqual([]);
    await nextTick();
    expect(calls).toEqual(['abc']);
  });

  it('later leaves in another, and waits for nothing', async () => {
    const { calls, sends } = socket();
    sends.send('a');
    await nextTick();
    sends.send('b');
    await nextTick();
    expect(calls).toEqual(['a', 'b']);
  });

  it('in large numbers does not pile up: what is 64 KiB leaves at once', async () => {
    const { calls, stream, sends } = socket();
    const kilobyte = 'x'.repeat(1_024);
    let most = 0;
    for (let n = 0; n < 1_000; n++) {
      sends.send(kilobyte);
      most = Math.max(most, stream.writableLength);
    }
    await nextTick();
    expect(most).toBe(65_536);
    expect(calls.map((text) => text.length)).toEqual([
      ...Array.from({ length: 15 }, () => 65_536),
      1_024_000 - 15 * 65_536,
    ]);
  });

  it('tells when it was taken', async () => {
    const { sends } = socket();
    let taken = 0;
    sends.flow?.taken$.subscribe(() => {
      taken++;
    });
    sends.send('a');
    sends.send('b');
    expect(taken).toBe(0);
    await nextTick();
    await nextTick();
    expect(taken).toBe(2);
  });

  it('after the close is nothing', async () => {
    const { calls, ws, stream, sends } = socket();
    ws.readyState = WebSocket.CLOSING;
    sends.send('a');
    stream.end();
    await once(stream, 'finish');
    expect(calls).toEqual([]);
  });
});
