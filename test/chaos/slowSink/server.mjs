// @ts-check
// A server that says as many tokens as it is asked for, as fast as its socket takes them.
import { repeat, takeWhile, timer } from 'rxjs';
import { event } from 'smooth-operator-rx/testing';
import { WebSocketServer } from 'ws';

/** @typedef {import('ws').WebSocket} WebSocket */

/** Sixteen bytes: a client can read more of them a second than the sink takes. */
const TOKEN = 'sixteen letters ';
const BATCH = 500;
const BUFFERED = 1_000_000;

const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
server.on('connection', (socket) => {
  const tell = (/** @type {object} */ told) => socket.send(JSON.stringify(told));
  socket.on('message', (data) => {
    const action = JSON.parse(data.toString());
    if (action.action === 'create_conversation_session')
      event.sessionCreated(action).subscribe(tell);
    if (action.action !== 'send_message') return;
    tell(event.accepted(action));
    const frame = JSON.stringify(event.streamToken(action, TOKEN));
    flood(socket, frame, Number(action.message)).subscribe({
      complete: () => tell(event.eventualResponse(action)),
    });
  });
});

/**
 * @param {WebSocket} socket
 * @param {string} frame
 * @param {number} count
 */
function flood(socket, frame, count) {
  let left = count;
  return timer(0).pipe(
    repeat({ delay: () => timer(socket.bufferedAmount > BUFFERED ? 1 : 0) }),
    takeWhile(() => {
      const end = Math.max(0, left - BATCH);
      while (left > end && socket.bufferedAmount <= BUFFERED) {
        socket.send(frame);
        left--;
      }
      return left > 0 && socket.readyState === socket.OPEN;
    }),
  );
}

server.on('listening', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  process.send?.({ port });
});
process.on('disconnect', () => process.exit(0));
