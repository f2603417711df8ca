// @ts-check
import { row } from '../report.mjs';

/** What the heap may grow by, in bytes: optimised code and caches come and go. */
const HEAP = 1_000_000;

/**
 * Whether as much is there at the end as at the start.
 *
 * @param {readonly import('./remains.mjs').Remains[]} measured
 * @param {string} [whose]
 */
export function rowsOf(measured, whose = '') {
  const first = measured[0];
  const last = measured.at(-1);
  if (!first || !last) throw new Error('Nothing was measured.');
  const { resources, subscriptions, heap } = last;
  const grown = heap - first.heap;
  return [
    row(
      `${whose}resources that keep the process`,
      resources || 'none',
      first.resources || 'none',
      resources === first.resources,
    ),
    row(
      `${whose}subscriptions`,
      subscriptions,
      `${first.subscriptions}`,
      subscriptions <= first.subscriptions,
    ),
    row(`${whose}heap grown by`, `${(grown / 1e6).toFixed(2)} MB`, '<= 1 MB', grown <= HEAP),
  ];
}
