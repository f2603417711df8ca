// @ts-check
// Stands between a client and a server on loopback, and does to their bytes what it is told.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { timer } from 'rxjs';

/** @typedef {import('node:net').Socket} Socket */
/** @typedef {'up' | 'down'} Direction to the server, or to the client */

/**
 * What goes wrong, once. These meet the next connection:
 *
 * - `refuse`: it is reset
 * - `stall`: nobody answers
 * - `answer`: whatever it says first is answered with this text, and it is closed
 *
 * These meet the connection that carries the next byte, after so many, in a direction:
 *
 * - `cut`: both sides are reset
 * - `halfOpen`: both sides stay connected, and what they say goes nowhere; the server learns `ms`
 *   after the client has left
 * - `corrupt`: one bit of that byte is turned over
 * - `delay`: from that byte on, the direction stands still for `ms`
 *
 * @typedef {{ readonly kind: 'refuse' | 'stall' } | { readonly kind: 'answer', readonly text: string }} DialFault
 * @typedef {{
 *   readonly kind: 'cut' | 'halfOpen' | 'corrupt' | 'delay',
 *   readonly direction: Direction,
 *   readonly after: number,
 *   readonly ms?: number,
 * }} ByteFault
 */

/**
 * @typedef {object} TcpProxy
 * @property {number} port
 * @property {() => number} connections how many clients are connected
 * @property {(fault: DialFault | ByteFault, then?: () => void) => void} arm what is to go wrong next,
 *   and whom to tell when it does
 * @property {() => boolean} disarm calls that off; whether there was anything to call off
 * @property {() => Promise<void>} close
 */

/**
 * @param {number} target the port of the server
 * @returns {Promise<TcpProxy>}
 */
export async function startTcpProxy(target) {
  /** @type {Set<Socket>} */
  const clients = new Set();
  /** @type {DialFault | undefined} */
  let dialFault;
  /** @type {ByteFault | undefined} */
  let byteFault;
  let left = 0;
  /** @type {() => void} */
  let tell = ignore;

  /**
   * The fault, if it is the turn of one of these bytes, and how many of them come before.
   *
   * @param {Direction} direction
   * @param {Buffer} bytes
   */
  const due = (direction, bytes) => {
    const fault = byteFault;
    if (fault?.direction !== direction) return undefined;
    if (bytes.length <= left) {
      left -= bytes.length;
      return undefined;
    }
    byteFault = undefined;
    const at = left;
    tell();
    return { fault, at };
  };

  const listener = createServer((client) => {
    clients.add(client);
    client.on('error', ignore).on('close', () => clients.delete(client));
    if (!dialFault) {
      relay(client, connect(target, '127.0.0.1'), due);
      return;
    }
    fail(client, dialFault);
    dialFault = undefined;
    tell();
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');

  return {
    port: /** @type {import('node:net').AddressInfo} */ (listener.address()).port,
    connections: () => clients.size,
    arm: (fault, then = ignore) => {
      tell = then;
      if ('after' in fault) {
        byteFault = fault;
        left = fault.after;
      } else dialFault = fault;
    },
    disarm: () => {
      const wasArmed = Boolean(dialFault ?? byteFault);
      dialFault = byteFault = undefined;
      return wasArmed;
    },
    close: async () => {
      listener.close();
      for (const client of clients) client.destroy();
      await once(listener, 'close');
    },
  };
}

/**
 * @param {Socket} client
 * @param {DialFault} fault
 */
function fail(client, fault) {
  if ('text' in fault) client.once('data', () => client.end(fault.text));
  else if (fault.kind === 'stall') client.resume();
  else client.resetAndDestroy();
}

/**
 * Passes on what both say until something goes wrong.
 *
 * @param {Socket} client
 * @param {Socket} server
 * @param {(direction: Direction, bytes: Buffer) => { fault: ByteFault, at: number } | undefined} due
 */
function relay(client, server, due) {
  let isSilent = false;
  let late = 0;
  server.on('error', ignore);

  /** @type {[Direction, Socket, Socket][]} */
  const ways = [
    ['up', client, server],
    ['down', server, client],
  ];
  for (const [direction, from, to] of ways) {
    from.setNoDelay();
    from.on('data', (bytes) => {
      if (isSilent) return;
      const found = due(direction, bytes);
      if (!found) {
        to.write(bytes);
        return;
      }
      const { fault, at } = found;
      to.write(bytes.subarray(0, at));
      const rest = bytes.subarray(at);
      switch (fault.kind) {
        case 'cut':
          client.resetAndDestroy();
          server.resetAndDestroy();
          return;
        case 'halfOpen':
          isSilent = true;
          late = fault.ms ?? 0;
          return;
        case 'corrupt':
          to.write(corrupted(rest));
          return;
        case 'delay':
          from.pause();
          timer(fault.ms ?? 0).subscribe(() => {
            to.write(rest);
            from.resume();
          });
      }
    });
  }
  client.on('close', () => {
    if (isSilent) timer(late).subscribe(() => server.destroy());
    else server.destroySoon();
  });
  server.on('close', () => {
    if (!isSilent) client.destroySoon();
  });
}

/** @param {Buffer} bytes */
function corrupted(bytes) {
  const others = Buffer.from(bytes);
  others.writeUInt8(bytes.readUInt8(0) ^ 0b100);
  return others;
}

const ignore = () => undefined;
