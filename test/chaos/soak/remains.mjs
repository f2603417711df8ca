// @ts-check
import { queryObjects } from 'node:v8';
import { firstValueFrom, Subscription, timer } from 'rxjs';

/**
 * What is there: what keeps the process, the subscriptions that can still be reached, and the heap.
 *
 * @typedef {object} Remains
 * @property {string} resources
 * @property {number} subscriptions
 * @property {number} heap in bytes
 */

/** What is not kept by what is measured: handles that are being closed, pipes to other processes. */
const OTHERS = ['CloseReq', 'PipeWrap', 'ProcessWrap'];

const resources = () =>
  process
    .getActiveResourcesInfo()
    .filter((kind) => !OTHERS.includes(kind))
    .sort()
    .join(' ');

/** @returns {Remains} */
export function remains() {
  const subscriptions = queryObjects(Subscription, { format: 'count' }); // collects garbage first
  globalThis.gc?.();
  return {
    resources: resources(),
    subscriptions,
    heap: process.memoryUsage().heapUsed,
  };
}

/**
 * What is there once the last sockets and timers have taken their time.
 *
 * @param {Remains} goal what should be
 */
export async function settled(goal) {
  for (let left = 30; left > 0 && resources() !== goal.resources; left--) {
    await firstValueFrom(timer(100));
  }
  return remains();
}
