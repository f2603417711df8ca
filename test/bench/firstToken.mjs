import { fork } from 'node:child_process';
import { once } from 'node:events';
import { lastValueFrom, tap } from 'rxjs';
import { createClient, tokens } from 'smooth-operator-rx';
import { nodeSocket } from 'smooth-operator-rx/node';
import { createSmartflow } from 'smooth-operator-rx/smartflow';

const WARM_UP = 100;
const QUESTION = 'How long can I return an item?';

/**
 * Milliseconds to the first token of a gateway that answers at once: asked directly, and by a client
 * through a server, each in its own process, one after the other and turn by turn.
 */
export async function firstToken(count = 1_000) {
  const gateway = fork(new URL('./fakeGateway.mjs', import.meta.url));
  const [{ url: baseUrl }] = await once(gateway, 'message');
  const server = fork(new URL('./modelServer.mjs', import.meta.url), [baseUrl]);
  const [{ url }] = await once(server, 'message');
  const smartflow = createSmartflow({ baseUrl });
  const client = createClient({ url, socket: nodeSocket() });
  try {
    const session = client.session({ agentId: '6f1c1f0e-0000-4000-8000-000000000000' });
    const direct = [];
    const served = [];
    for (let turn = -WARM_UP; turn < count; turn++) {
      const one = await wait(smartflow.streamChat(QUESTION, { model: 'gpt-4o' }));
      const other = await wait(session.turn(QUESTION).pipe(tokens()));
      if (turn < 0) continue;
      direct.push(one);
      served.push(other);
    }
    const [directMs, servedMs] = [direct, served].map(percentiles);
    const addedMs = { p50: servedMs.p50 - directMs.p50, p99: servedMs.p99 - directMs.p99 };
    return { count, directMs, servedMs, addedMs };
  } finally {
    client.close();
    smartflow.close();
    server.disconnect();
    gateway.disconnect();
  }
}

/** Milliseconds to the first value; resolves once there are no more. */
async function wait(values$) {
  const start = performance.now();
  let first;
  await lastValueFrom(
    values$.pipe(
      tap(() => {
        first ??= performance.now() - start;
      }),
    ),
  );
  return first;
}

function percentiles(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return { p50: sorted[sorted.length >> 1], p99: sorted[Math.floor(sorted.length * 0.99)] };
}
