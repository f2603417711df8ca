// @ts-check
import { fork } from 'node:child_process';
import { once } from 'node:events';
import {
  catchError,
  defer,
  EMPTY,
  finalize,
  identity,
  lastValueFrom,
  merge,
  repeat,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import { createClient } from 'smooth-operator-rx';
import { nodeSocket } from 'smooth-operator-rx/node';
import { randomFrom } from '../random.mjs';
import { none, row } from '../report.mjs';
import { rowsOf } from './growth.mjs';
import { remains, settled } from './remains.mjs';

const AGENT = '00000000-0000-4000-8000-0000000000a9';
const PEOPLE = 8;
/** The share of the time after which everything has happened a few times. */
const WARM_UP = 0.3;

/**
 * People who connect, talk, are cut off and leave, in real time: afterwards there is as much as before,
 * here and in the process of the server.
 *
 * @param {{ readonly seed: number, readonly seconds: number }} options
 */
export async function realSoak({ seed, seconds }) {
  const random = randomFrom(seed, 1);
  const server = fork(new URL('./server.mjs', import.meta.url), [String(seed)]);
  const [{ url }] = await once(server, 'message');
  /** Here, and there. */
  const both = async (/** @type {import('./remains.mjs').Remains} */ goal) => {
    const here = await settled(goal);
    server.send('measure');
    const [there] = await once(server, 'message');
    return { here, there };
  };
  const count = { turns: 0, completed: 0, clients: 0, losses: 0 };

  const person = () =>
    defer(() => {
      count.clients++;
      const client = createClient({
        url,
        socket: nodeSocket(),
        linger: random.pick([0, 20, 200]),
        connectTimeout: 500,
        requestTimeout: 500,
        idleTimeout: 500,
        heartbeat: { idle: 300, patience: 200 },
        reconnect: { baseDelay: 5, maxDelay: 50 },
      });
      const watching = client.state$.subscribe(({ status }) => {
        if (status === 'waiting') count.losses++;
      });
      const session = client.session({ agentId: AGENT });
      const turn$ = defer(() => {
        count.turns++;
        return session.turn('Go on').pipe(
          random.chance(0.2) ? takeUntil(timer(random.int(0, 20))) : identity,
          tap({ complete: () => count.completed++ }),
          catchError(() => EMPTY),
        );
      });
      return turn$.pipe(
        repeat({ count: random.int(1, 20), delay: () => timer(random.pick([0, 0, 5, 50])) }),
        finalize(() => {
          watching.unsubscribe();
          // One is closed, another only left.
          if (random.chance(0.5)) client.close();
        }),
      );
    }).pipe(repeat());

  const talk = (/** @type {number} */ ms) => {
    const people$ = merge(...Array.from({ length: PEOPLE }, person));
    return lastValueFrom(people$.pipe(takeUntil(timer(ms))), { defaultValue: undefined });
  };

  const first = await both(remains());
  await talk(seconds * 1_000 * WARM_UP);
  const warm = await both(first.here);
  await talk(seconds * 1_000 * (1 - WARM_UP));
  const last = await both(first.here);
  server.disconnect();
  const [code] = await once(server, 'exit');

  return [
    row('real time', `${seconds} s`),
    row('turns, completed', `${count.turns}, ${count.completed}`),
    row('clients, losses', `${count.clients}, ${count.losses}`),
    ...rowsOf([sinceWarm(first.here, warm.here), last.here], 'client: '),
    ...rowsOf([sinceWarm(first.there, warm.there), last.there], 'server: '),
    none('server: connections left', last.there.connections),
    row('server: ends by itself', `code ${code}`, 'code 0', code === 0),
  ];
}

/**
 * What nobody may leave behind is measured from the start, what grows with use once all has been used.
 *
 * @param {import('./remains.mjs').Remains} first
 * @param {import('./remains.mjs').Remains} warm
 */
function sinceWarm(first, { heap, objects }) {
  return { ...first, heap, objects };
}
