/** Nanoseconds per operation of one run of `task`, which does `operations` of them. */
function timed(task, operations) {
  const start = process.hrtime.bigint();
  task();
  return Number(process.hrtime.bigint() - start) / operations;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

/**
 * Runs the tasks alternately, round by round, so that whatever else the machine does meets them
 * alike, and gives the median of each.
 */
export function alternate(tasks, { rounds, operations }) {
  const times = tasks.map(() => []);
  for (const task of tasks) for (let warmUp = 0; warmUp < 5; warmUp++) task();
  for (let round = 0; round < rounds; round++) {
    tasks.forEach((task, index) => times[index].push(timed(task, operations)));
  }
  return times.map(median);
}

export async function heapUsed() {
  for (let i = 0; i < 4; i++) {
    globalThis.gc();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed;
}
