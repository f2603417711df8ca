import { fileURLToPath } from 'node:url';
import { ack, clientOver, final, Wire } from './inProcess.mjs';
import { heapUsed } from './measure.mjs';

/** Heap bytes of one turn that has been acknowledged and waits. */
async function perLiveTurn(count) {
  const wire = new Wire({ send_message: (action) => [ack(action)] });
  const session = clientOver(wire).session({ agentId: '6f1c1f0e-0000-4000-8000-000000000000' });
  const ignore = () => undefined;
  const subscriptions = new Array(count);
  subscriptions[0] = session.turn('Hello').subscribe(ignore);
  await new Promise((resolve) => setImmediate(resolve));
  wire.requestIds = { push: () => undefined };
  const before = await heapUsed();
  for (let i = 1; i < count; i++) subscriptions[i] = session.turn('Hello').subscribe(ignore);
  const bytes = ((await heapUsed()) - before) / (count - 1);
  for (const subscription of subscriptions) subscription.unsubscribe();
  return { count, bytesPerTurn: bytes };
}

/** What is left on the heap of turns that have ended, one after another. */
async function sequential(count) {
  const wire = new Wire({ send_message: (action) => [ack(action), final(action)] });
  wire.requestIds = { push: () => undefined };
  const session = clientOver(wire, { whenBusy: 'queue' }).session({
    agentId: '6f1c1f0e-0000-4000-8000-000000000000',
  });
  let completed = 0;
  const one = () =>
    new Promise((resolve, reject) => {
      session.turn('Hello').subscribe({
        error: reject,
        complete: () => {
          completed++;
          resolve();
        },
      });
    });
  for (let i = 0; i < 1_000; i++) await one();
  const before = await heapUsed();
  for (let i = 0; i < count; i++) await one();
  const bytes = (await heapUsed()) - before;
  if (completed !== count + 1_000) throw new Error(`${completed} turns completed`);
  return { count, bytesLeft: bytes };
}

// Each alone in a process of its own: what was measured before would be counted too.
const [, program, what, count] = process.argv;
if (program === fileURLToPath(import.meta.url)) {
  const measure = { live: perLiveTurn, sequential }[what];
  console.log(JSON.stringify(await measure(Number(count))));
}
