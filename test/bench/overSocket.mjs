import { fork } from 'node:child_process';
import { once } from 'node:events';
import { lastValueFrom, tap } from 'rxjs';
import WebSocket from 'ws';
import { createClient } from 'smooth-operator-rx';
import { nodeSocket } from 'smooth-operator-rx/node';

/** CPU of this process per frame that comes over a real socket, against bare `ws` and JSON.parse. */
export async function overSocket({ frames = 100_000, rounds = 7 } = {}) {
  const server = fork(new URL('./floodServer.mjs', import.meta.url));
  try {
    const [{ port }] = await once(server, 'message');
    const url = `ws://127.0.0.1:${port}/ws`;
    const ours = [];
    const raw = [];
    for (let round = -1; round < rounds; round++) {
      const spent = {
        ours: await cpu(() => client(url, frames)),
        raw: await cpu(() => bare(url, frames)),
      };
      if (round < 0) continue; // the first one warms up
      ours.push(spent.ours / frames);
      raw.push(spent.raw / frames);
    }
    const [oursNs, rawNs] = [ours, raw].map((values) => values.sort((a, b) => a - b)[rounds >> 1]);
    return { frames, nsPerFrame: oursNs, rawNs, ratio: oursNs / rawNs };
  } finally {
    server.disconnect();
  }
}

async function cpu(task) {
  globalThis.gc();
  const before = process.cpuUsage();
  await task();
  const { user, system } = process.cpuUsage(before);
  return (user + system) * 1_000;
}

async function client(url, frames) {
  let tokens = 0;
  const { session } = createClient({ url, socket: nodeSocket(), linger: 0 });
  await lastValueFrom(
    session({ agentId: '6f1c1f0e-0000-4000-8000-000000000000' })
      .turn(String(frames))
      .pipe(
        tap((event) => {
          if (event.type === 'stream_token') tokens++;
        }),
      ),
  );
  if (tokens !== frames) throw new Error(`${tokens} of ${frames} tokens came`);
}

async function bare(url, frames) {
  let tokens = 0;
  const socket = new WebSocket(url);
  await once(socket, 'open');
  socket.send(
    JSON.stringify({
      action: 'send_message',
      requestId: '6f1c1f0e-0000-4000-8000-00000000000a',
      message: String(frames),
    }),
  );
  await new Promise((resolve) => {
    socket.on('message', (data) => {
      const event = JSON.parse(data.toString());
      if (event.type === 'stream_token') tokens++;
      else if (event.type === 'eventual_response') resolve();
    });
  });
  socket.close();
  if (tokens !== frames) throw new Error(`${tokens} of ${frames} tokens came`);
}
