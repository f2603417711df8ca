// @ts-check
// One part of the chaos, alone in its process: node --expose-gc test/chaos/part.mjs --only <part>.
// The last line it prints is its figures, as JSON; then it ends by itself, if nothing is left.
import { readOptions } from './options.mjs';

const { only = 'turns', ...options } = readOptions();
const token = process.env['CHAOS_TOKEN'] ?? 'nobody-s-secret';
const { run } = await import(`./${only}/run.mjs`);
const { rows, broken } = await run({ ...options, token });
for (const what of broken.slice(0, 10)) console.error(what);
console.log(JSON.stringify(rows));
