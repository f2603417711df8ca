// @ts-check
import { firstValueFrom, timer } from 'rxjs';
import { census } from './census.mjs';

/**
 * What is there: what keeps the process, the subscriptions that can still be reached, and the heap: its
 * size, and how many objects of each class a snapshot of it has.
 *
 * @typedef {object} Remains
 * @property {string} resources
 * @property {number} subscriptions
 * @property {number} heap in bytes
 * @property {Record<string, number>} objects
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
  globalThis.gc?.();
  const heap = process.memoryUsage().heapUsed;
  const objects = census(); // last: it takes room itself
  const subscriptions = Object.entries(objects).filter(([name]) =>
    /Subscri(ber|ption)$/.test(name),
  );
  return {
    resources: resources(),
    subscriptions: subscriptions.reduce((sum, [, count]) => sum + count, 0),
    heap,
    objects,
  };
}

/**
 * What is there once the last sockets and timers have taken their time, and the engine has compiled what
 * it was compiling, which it holds meanwhile.
 *
 * @param {Pick<Remains, 'resources'>} [goal] what should be
 */
export async function settled(goal) {
  let left = 30;
  do await firstValueFrom(timer(100));
  while (left-- > 0 && goal && resources() !== goal.resources);
  return remains();
}
