import { fromEvent, Observable, Subject, takeUntil, tap, timer } from 'rxjs';
import { WebSocket, type RawData } from 'ws';
import type { Farewell } from './connection';
import type { ServerSocket } from './serverSocket';

/** How long a client may take to say goodbye, in milliseconds. */
const CLOSE_GRACE = 1000;

/**
 * A `ws` socket as what a connection needs of one.
 *
 * @param address - where the other side is
 */
export function socketOf(ws: WebSocket, address?: string): ServerSocket {
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
      if (ws.readyState === WebSocket.OPEN) ws.send(text, taken);
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

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? Buffer.from(data) : data;
}
