import fc from 'fast-check';
import { TestScheduler } from 'rxjs/testing';
import { expect, test } from 'vitest';
import { agree, leave } from './agree';
import { sequences } from './commands';
import { Model } from './model/model';
import { World } from './real/world';

/**
 * How many sequences; `npm run test:model` runs ten thousand, of another seed each time. A failure
 * tells the seed and the shortest sequence that shows it, and `MODEL_SEED` runs the same again.
 */
const RUNS = process.env['MODEL_RUNS'];
const SEED = process.env['MODEL_SEED'] ?? (RUNS === undefined ? '20' : undefined);

/** Every way in which a turn or an answer ends: a run that has not met them all has shown little. */
const ENDS = {
  turn: [
    'complete',
    'error INTERNAL_ERROR',
    'error INTERRUPTED',
    'error OFFLINE',
    'error REPLACED',
    'error TURN_IN_PROGRESS',
  ],
  answer: [
    'complete',
    'error INTERACTION_MISMATCH',
    'error INTERRUPTED',
    'error NO_PENDING_CONFIRMATION',
    'error NO_PENDING_INTERACTION',
    'error PROMPT_ANSWERED',
    'error PROMPT_EXPIRED',
  ],
};

test('client and server agree with the model whatever happens in whatever order, and leave nothing behind [TURN-1] [TURN-3] [TURN-4] [TURN-5] [TURN-6] [TURN-7] [TURN-8] [TURN-10] [TURN-11] [PROMPT-1] [PROMPT-3] [PROMPT-4] [STRAY-3]', () => {
  const seen = { turn: new Set<string>(), answer: new Set<string>() };
  fc.assert(
    fc.property(sequences, (commands) => {
      const scheduler = new TestScheduler(() => undefined);
      scheduler.run(() => {
        const model = new Model();
        const world = new World(scheduler);
        agree(model, world);
        fc.modelRun(() => ({ model, real: world }), commands);
        leave(model, world, scheduler.actions);
        for (const [place, entries] of world.trace.places) {
          const end = entries.at(-1)?.split(' ', 2).join(' ') ?? '';
          if (/^t\d/.test(place)) seen.turn.add(end);
          if (/^a\d/.test(place)) seen.answer.add(end);
        }
      });
    }),
    { numRuns: Number(RUNS ?? 500), ...(SEED !== undefined && { seed: Number(SEED) }) },
  );
  expect([...seen.turn]).toEqual(expect.arrayContaining(ENDS.turn));
  expect([...seen.answer]).toEqual(expect.arrayContaining(ENDS.answer));
}, 900_000);
