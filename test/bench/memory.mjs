import { ack, clientOver, final, Wire } from './inProcess.mjs';
import { heapUsed } from './measure.mjs';

/** Heap bytes of one turn that has been acknowledged and waits. */
export async function perLiveTurn(count = 10_000) {
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
export async function sequential(count = 1_000_000) {
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
