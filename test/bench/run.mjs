// npm run bench [-- --json] [--quick]: the budgets of the project, as ratios measured in this one run.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { firstToken } from './firstToken.mjs';
import { longConversation } from './longConversation.mjs';
import { overSocket } from './overSocket.mjs';
import { route } from './route.mjs';
import { sse } from './sse.mjs';
import { turns } from './turns.mjs';

const asJson = process.argv.includes('--json');
const isQuick = process.argv.includes('--quick');
const rounds = isQuick ? 20 : 100;

const rows = [];
function row(what, measured, budget, ok, details) {
  rows.push({ what, measured, budget, ok, ...details });
  if (!asJson) {
    const verdict = ok === undefined ? '' : ok ? 'met' : 'MISSED';
    console.log(`${what.padEnd(56)} ${measured.padEnd(26)} ${budget.padEnd(18)} ${verdict}`);
  }
}
const ratio = (value) => `${value.toFixed(3)} ×`;

if (!asJson) {
  console.log(`node ${process.version}, ${cpus()[0].model}, ${cpus().length} cores\n`);
  console.log(`${'what'.padEnd(56)} ${'measured'.padEnd(26)} ${'budget'.padEnd(18)}`);
}

const routed = [];
for (const [liveTurns, least] of [
  [1, 0.85],
  [1_000, undefined],
  [10_000, 0.8],
]) {
  const result = await route(liveTurns, { rounds });
  routed.push(result);
  row(
    `frame to subscriber, ${liveTurns.toLocaleString('en')} live, against JSON.parse`,
    `${ratio(result.ratio)} (${Math.round(result.nsPerFrame)} ns)`,
    least ? `>= ${least} ×` : '',
    least ? result.ratio >= least : undefined,
    result,
  );
}
const growth = routed[2].nsPerFrame / routed[0].nsPerFrame;
row('cost per frame, 10,000 live against 1', ratio(growth), '<= 1.10 ×', growth <= 1.1, { growth });

const socket = await overSocket(isQuick ? { frames: 50_000, rounds: 3 } : {});
row(
  'CPU per frame over a socket, against ws + JSON.parse',
  `${ratio(socket.ratio)} (${Math.round(socket.nsPerFrame)} ns)`,
  '<= 1.10 ×',
  socket.ratio <= 1.1,
  socket,
);

const streamed = await sse({ rounds });
row(
  'SSE chunk to delta, against eventsource-parser + JSON.parse',
  `${ratio(streamed.ratio)} (${Math.round(streamed.nsPerChunk)} ns)`,
  '>= 0.85 ×',
  streamed.ratio >= 0.85,
  streamed,
);

// A turn of the upstream TypeScript server takes about 0.4 ms of CPU; the budget is 1.5 times its turns.
const TURN_CPU_MS = 0.27;
for (const connections of [10, 100, 1_000]) {
  const served = await turns(connections, isQuick ? 5_000 : 20_000);
  const { turnsPerSecond, cpuMsPerTurn, firstTokenMs } = served;
  const over = `${connections.toLocaleString('en')} connections`;
  const isBudgeted = connections === 100;
  row(
    `server, turns over ${over}`,
    `${Math.round(turnsPerSecond).toLocaleString('en')} /s (${cpuMsPerTurn.toFixed(3)} ms CPU)`,
    isBudgeted ? `<= ${TURN_CPU_MS} ms CPU` : '',
    isBudgeted ? cpuMsPerTurn <= TURN_CPU_MS : undefined,
    served,
  );
  row(
    `first token at that load, over ${over}`,
    `p50 ${firstTokenMs.p50.toFixed(1)}, p99 ${firstTokenMs.p99.toFixed(1)} ms`,
    '',
    undefined,
    { connections, firstTokenMs },
  );
}

const long = await longConversation(isQuick ? 100 : 400);
for (const [what, growth, [, micros]] of [
  ['a page', long.page, long.pageMicros],
  ['the list', long.list, long.listMicros],
]) {
  row(
    `${what} of a conversation of 10,000 messages, against 100`,
    `${ratio(growth)} (${Math.round(micros)} µs)`,
    '<= 1.20 ×',
    growth <= 1.2,
    { growth, micros },
  );
}

const reached = await firstToken(isQuick ? 200 : 1_000);
for (const p of ['p50', 'p99']) {
  const { directMs, addedMs } = reached;
  row(
    `first token of a gateway, added by client and server, ${p}`,
    `${addedMs[p].toFixed(2)} ms (on ${directMs[p].toFixed(2)})`,
    '',
    undefined,
    { percentile: p, ...reached },
  );
}

const live = memory('live', 10_000);
row(
  'heap per live turn',
  `${Math.round(live.bytesPerTurn)} B`,
  '<= 1500 B',
  live.bytesPerTurn <= 1500,
  live,
);

const after = memory('sequential', isQuick ? 100_000 : 1_000_000);
row(
  `heap left by ${after.count.toLocaleString('en')} turns in sequence`,
  `${(after.bytesLeft / 1e6).toFixed(2)} MB`,
  '± 1 MB',
  Math.abs(after.bytesLeft) <= 1e6,
  after,
);

// The gate of size-limit keeps the build from growing; the budgets are these.
const SIZE_BUDGETS = [8_000, 18_000, 14_000];
const sizeLimit = fileURLToPath(new URL('../../node_modules/size-limit/bin.js', import.meta.url));
// It ends with 1 where a size is above its gate, which is not the question here.
const { stdout: sizesAsJson } = spawnSync(process.execPath, [sizeLimit, '--json'], {
  encoding: 'utf8',
});
const sizes = JSON.parse(sizesAsJson);
sizes.forEach(({ name, size }, index) => {
  const budget = SIZE_BUDGETS[index];
  row(name, `${(size / 1000).toFixed(2)} kB`, `<= ${budget / 1000} kB`, size <= budget, { size });
});

if (asJson)
  console.log(JSON.stringify({ node: process.version, cpu: cpus()[0].model, rows }, null, 2));

function memory(what, count) {
  const program = fileURLToPath(new URL('./memory.mjs', import.meta.url));
  const args = ['--expose-gc', program, what, String(count)];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}
