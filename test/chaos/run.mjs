// @ts-check
// npm run test:chaos [-- --long] [--only part]: what goes wrong on purpose, and what has to hold all the
// same. CHAOS_SEED repeats a run.
import { randomUUID } from 'node:crypto';
import { PARTS, readOptions } from './options.mjs';
import { runPart } from './process.mjs';
import { line, none, row } from './report.mjs';

const { long, only, seed } = readOptions();
/** In milliseconds; a part that takes longer hangs. */
const LIMIT = (long ? 30 : 2) * 60_000;

const token = `secret-${randomUUID()}`;
const print = (/** @type {import('./report.mjs').Row[]} */ rows) => {
  for (const one of rows) console.log(line(one));
  return rows.every(({ ok }) => ok !== false);
};

console.log(`seed ${seed}`);
let isKept = true;
let printed = '';
for (const part of only ? [only] : PARTS) {
  const args = [...process.argv.slice(2), '--only', part, '--seed', `${seed}`];
  const ended = await runPart(args, token, LIMIT);
  printed += ended.printed;
  console.log(`\n${part}, ${(ended.ms / 1000).toFixed(1)} s`);
  const byItself = row('ended by itself, with code', String(ended.code), '0', ended.code === 0);
  isKept = print([...ended.rows, byItself]) && isKept;
}
console.log('\nall');
const secrecy = [
  row('characters printed', printed.length),
  none('the token among them', printed.split(token).length - 1),
];
isKept = print(secrecy) && isKept;
if (!isKept) {
  console.log(`\nBroken. CHAOS_SEED=${seed} repeats it.`);
  process.exitCode = 1;
}
