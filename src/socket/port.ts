/**
 * What this library needs of a WebSocket. A browser's `WebSocket` fits as it is, so does the one of
 * `ws`, and so does a socket made of marbles (`smooth-operator-rx/testing`).
 */
export interface SocketPort {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  /**
   * Whether its owner has stopped reading from it for the moment. While that is so its silence is
   * nobody's fault: no ping is sent, and no turn times out. Where it is missing, it never is.
   */
  readonly paused?: boolean;
  /** Drops the connection without the closing handshake. Where it is missing, `close` serves. */
  terminate?(): void;
}

/** Makes a socket that starts to connect at once, as `new WebSocket(url, protocols)` does. */
export type CreateSocket = (url: string, protocols: string[]) => SocketPort;

/** The global `WebSocket`, where there is one: browsers, and Node from 22 on. */
export const globalSocket: CreateSocket = (url, protocols) => {
  if (typeof WebSocket === 'undefined') {
    throw new Error(
      'There is no WebSocket. Pass `socket: nodeSocket()` from smooth-operator-rx/node.',
    );
  }
  return new WebSocket(url, protocols);
};
