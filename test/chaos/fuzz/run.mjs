// @ts-check
import { isDeepStrictEqual } from 'node:util';
import { config } from 'rxjs';
import { decodeServerEvent } from 'smooth-operator-rx/protocol';
import { randomFrom } from '../random.mjs';
import { listed, none, row, Tally } from '../report.mjs';
import { corpus } from './corpus.mjs';
import { toldAfter } from './expected.mjs';
import { mutator } from './mutate.mjs';
import { Table } from './table.mjs';

/** After how many frames the two turns are ended, and others begin. */
const ROUND = 1_000;
const NOBODY = '00000000-0000-4000-8000-00000000dead';

/**
 * Frames that are wrong in every way, between the frames of two turns that are right: each is told
 * once and to whom it concerns, nothing throws, and both turns hear all that is right.
 *
 * @param {{ readonly seed: number, readonly frames: number }} options
 */
export async function run({ seed, frames }) {
  const random = randomFrom(seed);
  const mutate = mutator(random, corpus());
  const kinds = new Tally();
  /** @type {string[]} */
  const broken = [];
  let thrown = 0;
  config.onUnhandledError = (error) => {
    thrown++;
    broken.push(String(error));
  };
  let completed = 0;
  const start = performance.now();
  const table = await Table.open();

  for (let count = 1; count <= frames; count++) {
    const live = table.seats.map(({ requestId }) => requestId);
    const frame = mutate(random.pick([NOBODY, ...live]));
    const decoded = decodeServerEvent(frame);
    kinds.add(decoded._tag === 'Left' ? decoded.left.kind : 'an event');
    const expected = toldAfter(table.told(), decoded, live);
    try {
      table.push(frame);
    } catch (error) {
      thrown++;
      broken.push(String(error));
    }
    if (!isDeepStrictEqual(table.told(), expected)) broken.push(String(frame).slice(0, 500));
    table.refill();

    if (count % 10 === 0) table.speak();
    if (count % ROUND === 0 || count === frames) {
      table.conclude();
      for (const seat of table.seats) {
        if (seat.ended === 'completed' && seat.hasUnderstood) completed++;
        else broken.push(`turn ${seat.requestId} was disturbed`);
      }
      table.refill();
    }
  }
  table.close();

  const rounds = Math.ceil(frames / ROUND);
  return {
    rows: [
      row('mutated frames', frames),
      row('what they were', listed(kinds)),
      row('time', `${((performance.now() - start) / 1000).toFixed(1)} s`),
      none('thrown', thrown),
      none('told twice, to nobody, or to another', broken.length - thrown),
      row('pairs of turns that completed', completed / 2, `${rounds}`, completed === 2 * rounds),
    ],
    broken,
  };
}
