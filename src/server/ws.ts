import { Observable } from 'rxjs';
import { WebSocket, type RawData } from 'ws';
import type { ServerSocket } from './connection';

/** A `ws` socket as what a connection needs of one. */
export function socketOf(ws: WebSocket): ServerSocket {
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
      if (ws.readyState === WebSocket.OPEN) ws.send(text);
    },
  };
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? Buffer.from(data) : data;
}
