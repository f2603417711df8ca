// @ts-check
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

export const PARTS = /** @type {const} */ (['turns', 'fuzz', 'soak', 'slowSink']);

/** How much each part does: in the gate, and when there is time. */
const AMOUNTS = {
  turns: { short: 300, long: 10_000 },
  frames: { short: 50_000, long: 1_000_000 },
  seconds: { short: 10, long: 300 },
  tokens: { short: 500_000, long: 10_000_000 },
};

/**
 * What a run is asked for on its command line: `--long`, `--turns n`, `--frames n`, `--seconds n`,
 * `--tokens n`, `--only part`, and `--seed n`, which CHAOS_SEED gives as well.
 */
export function readOptions() {
  const { values } = parseArgs({
    options: {
      long: { type: 'boolean', default: false },
      seed: { type: 'string' },
      only: { type: 'string' },
      turns: { type: 'string' },
      frames: { type: 'string' },
      seconds: { type: 'string' },
      tokens: { type: 'string' },
    },
  });
  const { long, only, seed = process.env['CHAOS_SEED'] } = values;
  if (only !== undefined && !PARTS.some((part) => part === only)) {
    throw new Error(`--only must be one of ${PARTS.join(', ')}, not ${only}`);
  }
  const amount = (/** @type {keyof typeof AMOUNTS} */ of) =>
    numberOf(of, values[of] ?? AMOUNTS[of][long ? 'long' : 'short']);
  return {
    long,
    only,
    seed: seed === undefined ? randomInt(2 ** 31) : numberOf('seed', seed),
    turns: amount('turns'),
    frames: amount('frames'),
    seconds: amount('seconds'),
    tokens: amount('tokens'),
  };
}

/**
 * @param {string} name
 * @param {string | number} given
 */
function numberOf(name, given) {
  const number = Number(given);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new Error(`--${name} must be a whole number above 0, not ${given}`);
}
