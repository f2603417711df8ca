import { fork } from 'node:child_process';
import { once } from 'node:events';
import WebSocket from 'ws';

const WARM_UP = 4_000;
/** Of a server's frame, the letters that tell its type: `{"type":"…`. */
const AT = { first: 9, second: 10, afterStream: 16 };
const [E, R, S, T, V] = Buffer.from('erstv');

/**
 * Turns a second, the server's CPU for each, and how long the first token takes, when so many
 * connections say the next thing as soon as they have been answered.
 */
export async function turns(connections, count) {
  const server = fork(new URL('./turnServer.mjs', import.meta.url), [String(WARM_UP + count)]);
  try {
    const [{ url }] = await once(server, 'message');
    const clients = [];
    while (clients.length < connections) {
      const some = Math.min(50, connections - clients.length); // a backlog has its limit
      clients.push(...(await Promise.all(Array.from({ length: some }, () => client(url)))));
    }
    await run(clients, WARM_UP, 'warm-up');

    const before = await cpuOf(server);
    const start = process.hrtime.bigint();
    const waits = await run(clients, count, 'turn');
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    const cpu = (await cpuOf(server)) - before;
    for (const { socket } of clients) socket.terminate();

    waits.sort(); // of numbers, as numbers
    return {
      connections,
      turns: count,
      turnsPerSecond: count / seconds,
      cpuMsPerTurn: cpu / count,
      firstTokenMs: { p50: waits[count >> 1], p99: waits[Math.floor(count * 0.99)] },
    };
  } finally {
    server.disconnect();
  }
}

async function cpuOf(server) {
  server.send('cpu');
  const [{ user, system }] = await once(server, 'message');
  return (user + system) / 1_000;
}

/** A client that costs next to nothing: it looks at two bytes of each frame. */
async function client(url) {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await once(socket, 'open');
  socket.send(
    JSON.stringify({
      action: 'create_conversation_session',
      requestId: 'create',
      agentId: '6f1c1f0e-0000-4000-8000-000000000000',
    }),
  );
  const [answer] = await once(socket, 'message');
  const { sessionId } = JSON.parse(answer.toString()).data;
  return { socket, sessionId };
}

/** Runs `count` turns over all clients; the milliseconds from each message to its first token. */
function run(clients, count, name) {
  const waits = new Float64Array(count);
  let begun = 0;
  let ended = 0;
  return new Promise((resolve, reject) => {
    for (const { socket, sessionId } of clients) {
      const frame = (turn) =>
        `{"action":"send_message","requestId":"${name}-${turn}","sessionId":"${sessionId}","message":"How long can I return an item?"}`;
      let turn = -1;
      let sentAt = 0;
      const next = () => {
        if (begun === count) return;
        turn = begun++;
        sentAt = performance.now();
        socket.send(frame(turn));
      };
      socket.removeAllListeners('message').on('message', (data) => {
        if (data[AT.first] === S && data[AT.afterStream] === T && waits[turn] === 0) {
          waits[turn] = performance.now() - sentAt;
        } else if (data[AT.first] === E && data[AT.second] === V) {
          if (++ended === count) resolve(waits);
          next();
        } else if (data[AT.first] === E && data[AT.second] === R) {
          reject(new Error(`A turn failed: ${data}`));
        }
      });
      socket.on('close', () => reject(new Error('The server closed a connection.')));
      next();
    }
  });
}
