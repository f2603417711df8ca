import type { Duplex } from 'node:stream';
import { fromEvent, Observable, Subject, takeUntil, tap, timer } from 'rxjs';
import { WebSocket, type RawData } from 'ws';
import type { Farewell } from './connection';
import type { ServerSocket } from './serverSocket';

/** How long a client may take to say goodbye, in milliseconds. */
const CLOSE_GRACE = 1000;
/** How much is written at once, in bytes. */
const BATCH_BYTES = 65_536;

/**
 * A `ws` socket as what a connection needs of one.
 *
 * @param stream - what `ws` writes to
 * @param address - where the other side is
 */
export function socketOf(ws: WebSocket, stream: Duplex, address?: string): ServerSocket {
  const inBatch = batches(stream);
  const taken$ = new Subject<void>();
  const taken = () => {
    taken$.next();
  };
  return {
    frames$: new Observable((subscriber) => {
      const onMessage = (data: RawData, isBinary: boolean) => {
        const bytes = bytesOf(data);
        subscriber.next(isBinary ? bytes : bytes.toString('utf8'));
      };
      const onClose = () => {
        subscriber.complete();
      };
      ws.on('message', onMessage);
      ws.on('close', onClose);
      return () => {
        ws.off('message', onMessage);
        ws.off('close', onClose);
      };
    }),
    send: (text) => {
      if (ws.readyState !== WebSocket.OPEN) return;
      inBatch();
      ws.send(text, taken);
    },
    flow: {
      waiting: () => ws.bufferedAmount,
      taken$: taken$.asObservable(),
      pause: () => {
        ws.pause();
      },
      resume: () => {
        ws.resume();
      },
    },
    ...(address !== undefined && { address }),
  };
}

/** Says goodbye, and does not wait for long until the other side does. */
export function hangUp(ws: WebSocket, { code, reason }: Farewell): void {
  ws.resume(); // else the goodbye of the other side is never read
  ws.close(code, reason);
  timer(CLOSE_GRACE)
    .pipe(
      tap(() => {
        ws.terminate();
      }),
      takeUntil(fromEvent(ws, 'close')),
    )
    .subscribe();
}

/**
 * Has what is written in one go of the event loop leave in one system call: a turn is many short
 * frames, and a call for each costs more than all the rest.
 *
 * @returns to be called before each write
 */
function batches(stream: Duplex): () => void {
  let isHeld = false;
  const release = () => {
    isHeld = false;
    stream.uncork();
  };
  return () => {
    if (isHeld && stream.writableLength < BATCH_BYTES) return;
    if (isHeld) stream.uncork();
    else process.nextTick(release);
    isHeld = true;
    stream.cork();
  };
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? Buffer.from(data) : data;
}
