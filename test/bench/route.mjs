import { alternate } from './measure.mjs';
import { ack, clientOver, tokenFrame, Wire } from './inProcess.mjs';

const FRAMES = 10_000;

/** Frame text -> decode -> route -> deliver, against JSON.parse of the same texts and nothing else. */
export async function route(liveTurns, { rounds }) {
  const wire = new Wire({ send_message: (action) => [ack(action)] });
  const session = clientOver(wire).session({ agentId: '6f1c1f0e-0000-4000-8000-000000000000' });
  let delivered = 0;
  const count = () => {
    delivered++;
  };
  const turns = Array.from({ length: liveTurns }, () =>
    session.turn('How long can I return an item?').subscribe(count),
  );
  await new Promise((resolve) => setImmediate(resolve));
  if (delivered !== liveTurns) throw new Error(`${delivered} of ${liveTurns} turns are live`);

  // As many texts, and as much memory, for one turn as for ten thousand.
  const frames = Array.from({ length: FRAMES }, (_, index) =>
    tokenFrame(wire.requestIds[index % liveTurns], index),
  );
  let sink;
  const [ours, parse] = alternate(
    [
      () => {
        for (let i = 0; i < FRAMES; i++) wire.onmessage({ data: frames[i] });
      },
      () => {
        for (let i = 0; i < FRAMES; i++) sink = JSON.parse(frames[i]);
      },
    ],
    { rounds, operations: FRAMES },
  );
  if (sink === undefined || delivered !== liveTurns + FRAMES * (rounds + 5)) {
    throw new Error(`${delivered} events delivered`);
  }
  for (const turn of turns) turn.unsubscribe();
  return { liveTurns, nsPerFrame: ours, parseNs: parse, ratio: parse / ours };
}
