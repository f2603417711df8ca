// @ts-check
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { interval, tap } from 'rxjs';
import { createClient, tokens } from 'smooth-operator-rx';
import { nodeSocket, turnReadable } from 'smooth-operator-rx/node';
import { none, row } from '../report.mjs';
import { SlowSink } from './sink.mjs';

const AGENT = '00000000-0000-4000-8000-0000000000a9';
const RATE = 1_000_000;
/** Bytes of memory that the process may take more than at its start. */
const RSS = 64 * 1024 * 1024;
/** Bytes of text that may wait between the socket and the sink. */
const WAITING = 256 * 1024;
const SAMPLE_MS = 20;

/**
 * A server that says more than a reader can take: the socket waits, and the memory stays what it was.
 *
 * @param {{ readonly tokens: number, readonly token: string }} options
 */
export async function run({ tokens: count, token }) {
  const server = fork(new URL('server.mjs', import.meta.url));
  const [{ port }] = await once(server, 'message');
  const client = createClient({
    url: `ws://127.0.0.1:${port}/ws`,
    socket: nodeSocket(),
    token,
    linger: 0,
    // Shorter than the sink keeps it waiting: a reader that is slow is not a server that is gone.
    idleTimeout: 200,
    heartbeat: { idle: 100, patience: 100 },
  });
  const session = client.session({ agentId: AGENT });

  /** Has so many tokens said to a sink. */
  const flood = async (/** @type {number} */ amount) => {
    const sink = new SlowSink(RATE);
    const start = performance.now();
    const spent = process.cpuUsage();
    let received = 0;
    let waiting = 0;
    const text$ = session.turn(String(amount)).pipe(
      tokens(),
      tap((text) => {
        received += text.length;
        waiting = Math.max(waiting, received - sink.taken);
      }),
    );
    await pipeline(turnReadable(text$, { objectMode: false }), sink);
    const seconds = (performance.now() - start) / 1_000;
    const { user, system } = process.cpuUsage(spent);
    return { received, waiting, seconds, cpu: (user + system) / 1e6, lost: received - sink.taken };
  };

  await flood(Math.ceil(count / 50));
  globalThis.gc?.();
  const start = process.memoryUsage.rss();
  let most = start;
  const sampling = interval(SAMPLE_MS).subscribe(() => {
    most = Math.max(most, process.memoryUsage.rss());
  });
  const { received, waiting, seconds, cpu, lost } = await flood(count);
  sampling.unsubscribe();
  client.close();
  server.disconnect();

  const grown = most - start;
  return {
    rows: [
      row('tokens', count),
      row('text, time', `${(received / 1e6).toFixed(1)} MB, ${seconds.toFixed(1)} s`),
      row('CPU of the client', `${cpu.toFixed(1)} s`),
      row('memory at the start', mib(start)),
      row('memory grown by, at most', mib(grown), `<= ${mib(RSS)}`, grown <= RSS),
      row(
        'text waiting for the sink, at most',
        `${Math.round(waiting / 1024)} kiB`,
        `<= ${WAITING / 1024} kiB`,
        waiting <= WAITING,
      ),
      none('bytes lost', lost),
    ],
    broken: [],
  };
}

/** @param {number} bytes */
function mib(bytes) {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
