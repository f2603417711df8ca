// @ts-check
import { firstValueFrom, timer } from 'rxjs';
import { randomFrom } from '../random.mjs';
import { listed, none, row, Tally } from '../report.mjs';
import { secretsOf } from '../secrets.mjs';
import { startAgent } from './agent.mjs';
import { Ledger } from './ledger.mjs';
import { User } from './user.mjs';

const USERS = 48;

/**
 * Turns over lines that fail, each at a step of its own, and a server that is started again meanwhile.
 *
 * @param {{ readonly seed: number, readonly turns: number, readonly token: string }} options
 */
export async function run({ seed, turns, token }) {
  const ledger = new Ledger();
  const secrets = secretsOf(token);
  const kinds = new Tally();
  const steps = new Tally();
  const random = randomFrom(seed, -1);
  for (const event of ['unhandledRejection', 'uncaughtException']) {
    process.on(event, (error) => {
      ledger.violated('other failures', error);
    });
  }
  const start = performance.now();
  const agent = await startAgent(ledger);
  const world = { seed, token, ledger, secrets, port: agent.port };
  const onFault = (/** @type {import('./plan.mjs').Fault} */ { kind, step }) => {
    kinds.add(kind);
    steps.add(step);
  };
  const users = await Promise.all(
    Array.from({ length: Math.min(USERS, turns) }, (_, at) =>
      User.arrive(at, { ...world, onFault }),
    ),
  );

  let restarts = 0;
  const speaking = Promise.all(
    users.map((user, first) => {
      let n = first - users.length;
      // The numbers of a user are its own, so that a seed repeats what happens to whom.
      return user.speak(
        () => (n += users.length),
        () => ledger.struck >= turns || ledger.played.length > 3 * turns,
      );
    }),
  ).then(() => 'over');
  const wait = () => firstValueFrom(timer(random.int(500, 2_500)));
  while ((await Promise.race([speaking, wait()])) !== 'over') {
    await agent.restart(random.chance(0.5));
    restarts++;
  }
  await Promise.all(users.map((user) => user.leave()));
  await agent.close();
  ledger.audit();

  const { played, violations } = ledger;
  const waits = played.map(({ ms }) => ms).sort((one, other) => one - other);
  return {
    rows: [
      row('turns that met a fault', ledger.struck, `>= ${turns}`, ledger.struck >= turns),
      row('turns that met none', played.length - ledger.struck),
      row('faults, by kind', listed(kinds)),
      row('faults, by step', listed(steps)),
      row('outcomes', listed(ledger.outcomes())),
      row(
        'turns that were sent again, by retryTurn',
        played.filter(({ attempts }) => attempts > 1).length,
      ),
      row('server restarts', restarts),
      row('time', `${((performance.now() - start) / 1000).toFixed(1)} s`),
      row('time of a turn: median, longest', `${at(waits, 0.5)}, ${at(waits, 1)} ms`),
      ...ledger.rows(),
      none('connections the server still has', ledger.serverConnections),
      row('states, errors, frames looked at for the token', secrets.looked()),
      none('that have it', secrets.found().length),
    ],
    broken: [...violations, ...secrets.found()],
  };
}

/**
 * @param {readonly number[]} sorted
 * @param {number} share
 */
function at(sorted, share) {
  return Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
}
