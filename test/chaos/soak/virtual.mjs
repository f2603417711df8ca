// @ts-check
import { catchError, defer, EMPTY, identity, map, merge, repeat, takeUntil, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { confirmWrites, createClient, retryTurn } from 'smooth-operator-rx';
import { scriptedSocket } from 'smooth-operator-rx/testing';
import { randomFrom } from '../random.mjs';
import { none, row } from '../report.mjs';
import { fickle } from './fickle.mjs';
import { rowsOf } from './growth.mjs';
import { remains } from './remains.mjs';

const AGENT = '00000000-0000-4000-8000-0000000000a9';
const MINUTE = 60_000;
/** Everything has happened a few times by then. */
const WARM_UP = 5 * MINUTE;
/** All timers that nobody stopped have run out by then. */
const QUIET = 10 * MINUTE;
const MINUTES = 30;

/**
 * Half an hour of virtual time in which three people talk and leave, on sockets that are lost.
 *
 * @param {{ readonly seed: number }} options
 */
export function virtualSoak({ seed }) {
  const random = randomFrom(seed);
  const scheduler = new TestScheduler(() => undefined);
  const count = { sockets: 0, open: 0, turns: 0, lost: 0 };
  /** @type {import('./remains.mjs').Remains[]} */
  const quiet = [];
  let status = 'idle';
  const start = performance.now();

  scheduler.run(() => {
    const client = createClient({
      url: 'ws://soak.test/ws',
      random: random.next,
      socket: (url, protocols) => {
        count.sockets++;
        const script = fickle(random, (change) => (count.open += change));
        return scriptedSocket(script).create(url, protocols);
      },
    });
    client.state$.subscribe((state) => {
      ({ status } = state);
      if (status === 'waiting') count.lost++;
    });

    const person = () => {
      const session = client.session({ agentId: AGENT });
      const turn$ = defer(() => {
        count.turns++;
        return session.turn('Go on').pipe(
          confirmWrites(() => timer(random.int(0, 20_000)).pipe(map(() => random.chance(0.8)))),
          retryTurn({ count: 1 }),
          random.chance(0.1) ? takeUntil(timer(random.int(0, 2_000))) : identity,
          catchError(() => EMPTY),
        );
      });
      return turn$.pipe(repeat({ delay: () => timer(random.int(0, 5_000)) }));
    };
    const talk = (/** @type {number} */ from, /** @type {number} */ ms) => {
      timer(from).subscribe(() => {
        merge(person(), person(), person())
          .pipe(takeUntil(timer(ms)))
          .subscribe();
      });
      timer(from + ms + QUIET).subscribe(() => quiet.push(remains()));
    };
    talk(0, WARM_UP);
    talk(WARM_UP + QUIET + 1, MINUTES * MINUTE);
  });

  return [
    row(`soak: ${MINUTES} virtual minutes`, `${((performance.now() - start) / 1000).toFixed(1)} s`),
    row('turns, sockets, losses', `${count.turns}, ${count.sockets}, ${count.lost}`),
    ...rowsOf(quiet),
    none('sockets left open', count.open),
    none('timers left', scheduler.actions.length),
    row('state at the end', status, 'idle', status === 'idle'),
  ];
}
