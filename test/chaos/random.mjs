// @ts-check

/**
 * A source of chance that says the same again for the same seed.
 *
 * @typedef {object} Random
 * @property {() => number} next in [0, 1)
 * @property {(least: number, most: number) => number} int from one to the other, both included
 * @property {(share: number) => boolean} chance
 * @property {<T>(values: readonly T[]) => T} pick
 */

/**
 * @param {number} seed
 * @param {number} [stream] several sources of one seed do not depend on each other
 * @returns {Random}
 */
export function randomFrom(seed, stream = 0) {
  // mulberry32, by Tommy Ettinger, who gave it to everybody.
  let state = (seed ^ Math.imul(stream + 1, 0x9e3779b1)) | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (/** @type {number} */ least, /** @type {number} */ most) =>
    least + Math.floor(next() * (most - least + 1));
  return {
    next,
    int,
    chance: (share) => next() < share,
    pick: (values) => {
      if (values.length === 0) throw new Error('There is nothing to pick from.');
      return /** @type {(typeof values)[number]} */ (values[int(0, values.length - 1)]);
    },
  };
}
