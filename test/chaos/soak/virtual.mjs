// @ts-check
import { catchError, defer, EMPTY, identity, map, merge, repeat, takeUntil, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { confirmWrites, createClient, retryTurn } from 'smooth-operator-rx';
import { scriptedSocket } from 'smooth-operator-rx/testing';
import { randomFrom } from '../random.mjs';
import { none, row } from '../report.mjs';
import { fickle } from './fickle.mjs';
import { rowsOf } from './growth.mjs';
import { settled } from './remains.mjs';

const AGENT = '00000000-0000-4000-8000-0000000000a9';
const MINUTE = 60_000;
/** Everything has happened a few times by then. */
const WARM_UP = 5 * MINUTE;
/** All timers that nobody stopped have run out by then. */
const QUIET = 10 * MINUTE;
const MINUTES = 30;
const CLIENTS = 8;

/**
 * Half an hour of virtual time in which people talk and leave, on sockets that are lost.
 *
 * @param {{ readonly seed: number }} options
 */
export async function virtualSoak({ seed }) {
  const random = randomFrom(seed);
  const scheduler = new TestScheduler(() => undefined);
  const count = { sockets: 0, open: 0, turns: 0, lost: 0 };
  /** @type {import('./remains.mjs').Remains[]} */
  const quiet = [];
  /** @type {string[]} */
  const statuses = [];
  const start = performance.now();

  const clients = Array.from({ length: CLIENTS }, (_, at) => {
    const client = createClient({
      url: 'ws://soak.test/ws',
      connections: 1 + (at % 3),
      random: random.next,
      socket: (url, protocols) => {
        count.sockets++;
        const script = fickle(random, (change) => (count.open += change));
        return scriptedSocket(script).create(url, protocols);
      },
    });
    client.state$.subscribe(({ status }) => {
      statuses[at] = status;
      if (status === 'waiting') count.lost++;
    });
    return client;
  });
  const people = [...clients, ...clients].map((client) =>
    talking(client, random, () => count.turns++),
  );
  for (const ms of [WARM_UP, MINUTES * MINUTE]) {
    scheduler.run(() => {
      merge(...people)
        .pipe(takeUntil(timer(ms)))
        .subscribe();
      timer(ms + QUIET).subscribe();
    });
    // Here, and not within: what runs still has on its stack what was there last.
    quiet.push(await settled());
  }

  const seconds = `${((performance.now() - start) / 1000).toFixed(1)} s`;
  return [
    row(`${MINUTES} virtual minutes, in`, seconds),
    row('turns, sockets, losses', `${count.turns}, ${count.sockets}, ${count.lost}`),
    ...rowsOf(quiet),
    none('sockets left open', count.open),
    none('timers left', scheduler.actions.length),
    none('clients that are not idle', statuses.filter((status) => status !== 'idle').length),
  ];
}

/**
 * Somebody who says one thing after another, and now and then does not wait for the answer.
 *
 * @param {import('smooth-operator-rx').Client} client
 * @param {import('../random.mjs').Random} random
 * @param {() => void} onTurn
 */
function talking(client, random, onTurn) {
  const session = client.session({ agentId: AGENT });
  const turn$ = defer(() => {
    onTurn();
    return session.turn('Go on').pipe(
      confirmWrites(() => timer(random.int(0, 20_000)).pipe(map(() => random.chance(0.8)))),
      retryTurn({ count: 1 }),
      random.chance(0.1) ? takeUntil(timer(random.int(0, 2_000))) : identity,
      catchError(() => EMPTY),
    );
  });
  return turn$.pipe(repeat({ delay: () => timer(random.int(0, 5_000)) }));
}
