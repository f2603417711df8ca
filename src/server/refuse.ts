import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * Answers an upgrade with an HTTP status, and hangs up.
 *
 * @param why - a sentence for whoever looks at the answer; browsers show it to nobody
 * @param headers - further headers of the answer
 */
export function refuse(
  socket: Duplex,
  status: number,
  why = '',
  headers: Readonly<Record<string, string>> = {},
): void {
  const all = {
    Connection: 'close',
    ...(why !== '' && { 'Content-Type': 'text/plain; charset=utf-8' }),
    'Content-Length': String(Buffer.byteLength(why)),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.on('error', () => undefined); // the other side may be gone before it reads the refusal
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${why}`,
    () => {
      socket.destroy();
    },
  );
}
