// @ts-check
// Stands between a client and a server on loopback, knows where a frame begins and ends, and does to
// frames what it is told.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { concatMap, fromEventPattern, map, of, timer } from 'rxjs';
import { WebSocket, WebSocketServer } from 'ws';

/** @typedef {import('./tcpProxy.mjs').Direction} Direction */
/** @typedef {{ readonly action?: unknown, readonly type?: unknown, readonly [field: string]: unknown }} Message */

/**
 * What goes wrong, once, at the `nth` message in a direction that `at` picks:
 *
 * - `close`: it is not passed on; both sides are closed with `code`
 * - `closeAfter`: it is passed on, then both sides are closed with `code`
 * - `duplicate`: it is passed on twice
 * - `corrupt`: its text is no JSON any more
 * - `binary`: it is passed on as bytes
 * - `insert`: `text` is passed on before it
 * - `delay`: it and what follows in that direction is held back for `ms`
 *
 * @typedef {{
 *   readonly kind: 'close' | 'closeAfter' | 'duplicate' | 'corrupt' | 'binary' | 'insert' | 'delay',
 *   readonly direction: Direction,
 *   readonly at: (message: Message) => boolean,
 *   readonly nth?: number,
 *   readonly code?: number,
 *   readonly text?: string,
 *   readonly ms?: number,
 * }} FrameFault
 */

/**
 * @typedef {object} FrameProxy
 * @property {number} port
 * @property {() => number} connections
 * @property {(fault: FrameFault, then?: () => void) => void} arm what is to go wrong next, and whom to
 *   tell when it does
 * @property {() => boolean} disarm calls that off; whether there was anything to call off
 * @property {() => Promise<void>} close
 */

/**
 * @param {number} target the port of the server
 * @returns {Promise<FrameProxy>}
 */
export async function startFrameProxy(target) {
  const http = createServer();
  const sockets = new WebSocketServer({ noServer: true });
  /** @type {FrameFault | undefined} */
  let armed;
  let left = 0;
  /** @type {() => void} */
  let tell = ignore;

  /**
   * @param {Direction} direction
   * @param {string} text
   */
  const due = (direction, text) => {
    if (armed?.direction !== direction || !armed.at(messageOf(text)) || left-- > 0) {
      return undefined;
    }
    const fault = armed;
    armed = undefined;
    tell();
    return fault;
  };

  http.on('upgrade', (request, socket, head) => {
    const server = new WebSocket(`ws://127.0.0.1:${target}${request.url}`);
    const leave = () => server.terminate();
    socket.on('error', ignore).on('close', leave);
    server.on('error', () => socket.destroy());
    server.once('unexpected-response', (_, { statusCode, statusMessage }) => {
      socket.end(`HTTP/1.1 ${statusCode} ${statusMessage}\r\nconnection: close\r\n\r\n`);
    });
    server.once('open', () => {
      server.pause(); // until there is somebody to pass it on to
      sockets.handleUpgrade(request, socket, head, (client) => {
        socket.off('close', leave);
        relay(client, server, due);
        server.resume();
      });
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');

  return {
    port: /** @type {import('node:net').AddressInfo} */ (http.address()).port,
    connections: () => sockets.clients.size,
    arm: (fault, then = ignore) => {
      tell = then;
      armed = fault;
      left = fault.nth ?? 0;
    },
    disarm: () => {
      const wasArmed = armed !== undefined;
      armed = undefined;
      return wasArmed;
    },
    close: async () => {
      http.close();
      http.closeAllConnections();
      for (const client of sockets.clients) client.terminate();
      await once(http, 'close');
    },
  };
}

/**
 * @param {WebSocket} client
 * @param {WebSocket} server
 * @param {(direction: Direction, text: string) => FrameFault | undefined} due
 */
function relay(client, server, due) {
  /** @type {[Direction, WebSocket, WebSocket][]} */
  const ways = [
    ['up', client, server],
    ['down', server, client],
  ];
  const both = [client, server];
  for (const [direction, from, to] of ways) {
    from.on('error', () => to.terminate());
    from.on('close', (code) => end([to], code));
    // One after another: those behind one that is held back wait, too.
    framesOf(from)
      .pipe(
        concatMap((frame) => {
          const fault = due(direction, frame.data.toString());
          return turnOf(fault).pipe(map(() => ({ ...frame, fault })));
        }),
      )
      .subscribe(({ data, isBinary, fault }) => {
        if (fault?.kind === 'close') end(both, fault.code);
        else if (fault?.kind === 'corrupt') to.send(data.toString().slice(0, -1));
        else {
          if (fault?.kind === 'insert') to.send(fault.text ?? '');
          if (fault?.kind === 'duplicate') to.send(data, { binary: isBinary });
          to.send(data, { binary: isBinary || fault?.kind === 'binary' });
          if (fault?.kind === 'closeAfter') end(both, fault.code);
        }
      });
  }
}

/** @param {WebSocket} socket */
function framesOf(socket) {
  return fromEventPattern(
    (hear) => socket.on('message', hear),
    (hear) => socket.off('message', hear),
    (/** @type {Buffer} */ data, /** @type {boolean} */ isBinary) => ({ data, isBinary }),
  );
}

/**
 * Emits when the frame may go on, which is at once unless it is held back.
 *
 * @param {FrameFault} [fault]
 */
function turnOf(fault) {
  return fault?.kind === 'delay' ? timer(fault.ms ?? 0) : of(0);
}

/**
 * Closes with a code; 1006 stands for no close frame, and 1005 for one without a code.
 *
 * @param {WebSocket[]} sockets
 * @param {number} [code]
 */
function end(sockets, code = 1006) {
  for (const socket of sockets) {
    if (code === 1006) socket.terminate();
    else if (code === 1005) socket.close();
    else socket.close(code);
  }
}

/**
 * @param {string} text
 * @returns {Message}
 */
function messageOf(text) {
  try {
    return /** @type {Message} */ (JSON.parse(text));
  } catch {
    return {};
  }
}

const ignore = () => undefined;
