// @ts-check

/**
 * One figure of a run: what was measured and, where there is a bound, whether it was kept.
 *
 * @typedef {object} Row
 * @property {string} what
 * @property {string} measured
 * @property {string} [bound]
 * @property {boolean} [ok]
 */

/**
 * @param {string} what
 * @param {string | number} measured
 * @param {string} [bound]
 * @param {boolean} [ok]
 * @returns {Row}
 */
export function row(what, measured, bound, ok) {
  return { what, measured: inWords(measured), ...(bound !== undefined && { bound, ok }) };
}

/**
 * A count that has to be zero.
 *
 * @param {string} what
 * @param {number} count
 */
export function none(what, count) {
  return row(what, count, 'none', count === 0);
}

/**
 * A tally as `a 3, b 2`.
 *
 * @param {Tally} tally
 */
export function listed(tally) {
  return [...tally].map(([name, count]) => `${name} ${inWords(count)}`).join(', ') || 'none';
}

/** How often each of some names was counted; the most frequent come first. */
export class Tally {
  /** @type {Map<string, number>} */
  #counts = new Map();

  /** @param {string} name */
  add(name) {
    this.#counts.set(name, this.count(name) + 1);
  }

  /** @param {string} name */
  count(name) {
    return this.#counts.get(name) ?? 0;
  }

  [Symbol.iterator]() {
    return [...this.#counts].sort(([, one], [, other]) => other - one)[Symbol.iterator]();
  }
}

/** @param {Row} row */
export function line({ what, measured, bound = '', ok }) {
  const verdict = ok === undefined ? '' : ok ? 'kept' : 'BROKEN';
  return `${what.padEnd(44)} ${measured.padEnd(30)} ${bound.padEnd(14)} ${verdict}`.trimEnd();
}

/** @param {string | number} value */
function inWords(value) {
  return typeof value === 'number' ? value.toLocaleString('en') : value;
}
