import { Subject } from 'rxjs';
import { expect, it, describe } from 'vitest';
import { turnReadable, type TurnReadableOptions } from 'smooth-operator-rx/node';
import { deliver, delivered, Flow } from '../../src/node/flow';

/** A stream that is fed from a socket, and whether that is stopped. */
function fed(options: TurnReadableOptions) {
  let isStopped = false;
  const flow = new Flow(
    () => (isStopped = true),
    () => (isStopped = false),
  );
  const source$ = new Subject<unknown>();
  const readable = turnReadable(source$, options);
  readable.read();
  return {
    readable,
    source$,
    isStopped: () => isStopped,
    feed: (...values: unknown[]) => {
      const outer = deliver(flow);
      for (const value of values) source$.next(value);
      delivered(outer);
    },
  };
}

describe('what feeds a stream that is full', () => {
  it('is stopped until the stream is read', () => {
    const { readable, feed, isStopped } = fed({ highWaterMark: 1 });
    feed(1, 2);
    expect(isStopped()).toBe(true);
    expect([readable.read(), readable.read()]).toEqual([1, 2]);
    expect(isStopped()).toBe(false);
  });

  it('goes on when its turn ends, though the stream is never read again: others are on the socket', () => {
    const { source$, feed, isStopped } = fed({ highWaterMark: 1 });
    feed(1, 2);
    source$.complete();
    expect(isStopped()).toBe(false);
  });

  it('goes on when its turn fails', () => {
    const { readable, source$, feed, isStopped } = fed({ highWaterMark: 1 });
    readable.on('error', () => undefined);
    feed(1, 2);
    source$.error(new Error('interrupted'));
    expect(isStopped()).toBe(false);
  });

  it.each([[[5]], [['full', 5]]])(
    'is let go by a value that is no text, as by any other error: %j',
    async (values) => {
      const { readable, source$, feed, isStopped } = fed({ objectMode: false, highWaterMark: 2 });
      const failed = new Promise((resolve) => readable.once('error', resolve));
      feed(...values);
      expect(await failed).toBeInstanceOf(TypeError);
      expect(source$.observed).toBe(false);
      expect(isStopped()).toBe(false);
    },
  );

  it('is let go when the stream is destroyed', () => {
    const { readable, source$, feed, isStopped } = fed({ highWaterMark: 1 });
    feed(1, 2);
    readable.destroy();
    expect(source$.observed).toBe(false);
    expect(isStopped()).toBe(false);
  });
});
