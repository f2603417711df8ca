import WebSocket from 'ws';
import type { CreateSocket, SocketPort } from '../socket/port';
import { deliver, delivered, Flow } from './flow';

export interface NodeSocketOptions {
  /** Sent with the handshake; browsers cannot do this. @defaultValue none */
  readonly headers?: Readonly<Record<string, string>>;
  /** The largest frame that is taken, in bytes; a larger one closes the socket with 1009. @defaultValue 104857600 */
  readonly maxFrameBytes?: number;
}

/**
 * How long a server may take to say goodbye, in milliseconds. `ws` waits for half a minute, and a
 * process that has left would wait with it for a server that is gone.
 */
const CLOSE_TIMEOUT = 1_000;

/**
 * The close codes of what `ws` refuses to receive. It tells them to the server, and tells us 1006,
 * which would have the same frame fetched again and again.
 */
const REFUSED: Readonly<Record<string, number>> = {
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 1009,
  WS_ERR_INVALID_UTF8: 1007,
};

/**
 * Sockets for Node, made of `ws`. They may be used in place of the browser's wherever a
 * `CreateSocket` is taken, and report the HTTP status of a refused handshake.
 *
 * @example
 * const client = createClient({ url: 'ws://127.0.0.1:8787/ws', socket: nodeSocket() });
 */
export function nodeSocket({ headers, maxFrameBytes }: NodeSocketOptions = {}): CreateSocket {
  return (url, protocols) => {
    const settings: Settings = {
      closeTimeout: CLOSE_TIMEOUT,
      ...(headers && { headers }),
      ...(maxFrameBytes !== undefined && { maxPayload: maxFrameBytes }),
    };
    const socket = new WebSocket(url, protocols, settings);
    const flow = new Flow(
      () => {
        socket.pause();
      },
      () => {
        socket.resume();
      },
    );
    const port: Handlers & SocketPort = {
      onopen: null,
      onmessage: null,
      onerror: null,
      onclose: null,
      send: (text) => {
        socket.send(text);
      },
      get paused() {
        return flow.isHeld;
      },
      close: (code, reason) => {
        socket.resume(); // the goodbye of the other side is read, too
        socket.close(code, reason);
      },
      terminate: () => {
        socket.terminate();
      },
    };
    let status: number | undefined;
    let refused: number | undefined;

    socket.on('open', () => port.onopen?.({}));
    socket.on('message', (data: Buffer, isBinary) => {
      const outer = deliver(flow);
      port.onmessage?.({ data: isBinary ? data : data.toString() });
      delivered(outer);
    });
    socket.on('unexpected-response', (_request, response) => {
      status = response.statusCode;
      response.resume();
      socket.terminate();
    });
    socket.on('error', ({ message, code = '' }: Error & { readonly code?: string }) => {
      refused = REFUSED[code] ?? (code.startsWith('WS_ERR_') ? 1002 : undefined);
      port.onerror?.({ message, ...(status && { status }) });
    });
    socket.on('close', (code, reason) =>
      port.onclose?.({ code: refused ?? code, reason: reason.toString() }),
    );
    return port;
  };
}

/** The types of `ws` do not list all of its options. */
type Settings = WebSocket.ClientOptions & { readonly closeTimeout: number };

interface Handlers {
  onopen: ((event: object) => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onerror: ((event: { readonly message: string; readonly status?: number }) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
}
