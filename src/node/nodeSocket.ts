import WebSocket from 'ws';
import type { CreateSocket, SocketPort } from '../socket/port';

export interface NodeSocketOptions {
  /** Sent with the handshake; browsers cannot do this. @defaultValue none */
  readonly headers?: Readonly<Record<string, string>>;
  /** The largest frame that is taken, in bytes; a larger one closes the socket with 1009. @defaultValue 104857600 */
  readonly maxFrameBytes?: number;
}

/**
 * Sockets for Node, made of `ws`.
 *
 * @example
 * const client = createClient({ url: 'ws://127.0.0.1:8787/ws', socket: nodeSocket() });
 */
export function nodeSocket({ headers, maxFrameBytes }: NodeSocketOptions = {}): CreateSocket {
  return (url, protocols) => {
    const socket = new WebSocket(url, protocols, {
      ...(headers && { headers }),
      ...(maxFrameBytes !== undefined && { maxPayload: maxFrameBytes }),
    });
    const port: Handlers & SocketPort = {
      onopen: null,
      onmessage: null,
      onerror: null,
      onclose: null,
      send: (text) => {
        socket.send(text);
      },
      close: (code, reason) => {
        socket.close(code, reason);
      },
      terminate: () => {
        socket.terminate();
      },
    };
    let status: number | undefined;

    socket.on('open', () => port.onopen?.({}));
    socket.on('message', (data: Buffer, isBinary) =>
      port.onmessage?.({ data: isBinary ? data : data.toString() }),
    );
    socket.on('unexpected-response', (_request, response) => {
      status = response.statusCode;
      response.resume();
      socket.terminate();
    });
    socket.on('error', ({ message }) => port.onerror?.({ message, ...(status && { status }) }));
    socket.on('close', (code, reason) => port.onclose?.({ code, reason: reason.toString() }));
    return port;
  };
}

interface Handlers {
  onopen: ((event: object) => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onerror: ((event: { readonly message: string; readonly status?: number }) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
}
