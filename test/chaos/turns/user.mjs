// @ts-check
import { defer, filter, firstValueFrom, identity, timeout, timer } from 'rxjs';
import { confirmWrites, createClient, retryTurn } from 'smooth-operator-rx';
import { nodeSocket } from 'smooth-operator-rx/node';
import { randomFrom } from '../random.mjs';
import { startLine } from './line.mjs';
import { Offers } from './offers.mjs';
import { planOf } from './plan.mjs';
import { play } from './play.mjs';
import { endingOnce } from './ends.mjs';

/** @typedef {import('./plan.mjs').Plan} Plan */
/** @typedef {import('smooth-operator-rx').TurnEvent} TurnEvent */

const AGENT = '00000000-0000-4000-8000-0000000000a9';

/** How long a connection may take to be there again, in milliseconds. */
const BACK = 20_000;

/** How long a user thinks before the next turn, at most, in milliseconds. */
const THINKING = 10;

/** How users differ: in how long they keep a connection, and in what they do without one. */
const HABITS = /** @type {const} */ ([
  { linger: 0, atOnce: 1, connections: 1, whenOffline: 'reject' },
  { linger: 1_000, atOnce: 1, connections: 1, whenOffline: 'reject' },
  { linger: 1_000, atOnce: 3, connections: 1, whenOffline: { limit: 10, expiresAfter: 4_000 } },
  { linger: 1_000, atOnce: 3, connections: 3, whenOffline: { limit: 10, expiresAfter: 4_000 } },
]);

/**
 * @typedef {object} World what all users share
 * @property {number} seed
 * @property {number} port of the server
 * @property {string} token
 * @property {import('./ledger.mjs').Ledger} ledger
 * @property {ReturnType<typeof import('../secrets.mjs').secretsOf>} secrets
 * @property {(fault: import('./plan.mjs').Fault) => void} onFault
 */

/** Somebody with a client, who says one thing after another, on a line that fails. */
export class User {
  #world;
  #habits;
  #line;
  #random;
  /** What the line did to what it carried. */
  #damages = { faults: 0, bits: 0, messages: 0, frames: 0 };
  #offers = new Offers();
  #client;
  #session;

  /**
   * @param {number} number
   * @param {World} world
   */
  static async arrive(number, world) {
    /** @type {(fault: import('./plan.mjs').Fault) => void} */
    let onFault = world.onFault;
    const line = await startLine(world.port, (fault) => onFault(fault));
    const user = new User(number, world, line);
    onFault = (fault) => {
      user.#damaged(fault);
      world.onFault(fault);
    };
    return user;
  }

  /**
   * @param {number} number
   * @param {World} world
   * @param {Awaited<ReturnType<typeof startLine>>} line
   */
  constructor(number, world, line) {
    this.#world = world;
    this.#line = line;
    this.#habits = HABITS[number % HABITS.length] ?? HABITS[0];
    this.#random = randomFrom(world.seed, -1 - number);
    ({ client: this.#client, session: this.#session } = this.#begin());
  }

  /**
   * Takes turns until it is over: as many at once as this user is used to.
   *
   * @param {() => number} next the number of the next turn
   * @param {() => boolean} isOver
   */
  async speak(next, isOver) {
    const speaking = async () => {
      while (!isOver()) {
        await this.#turn(next());
        await firstValueFrom(timer(this.#random.int(0, THINKING)));
      }
    };
    await Promise.all(Array.from({ length: this.#habits.atOnce }, speaking));
  }

  async leave() {
    this.#client.close();
    await this.#line.close();
  }

  /** @param {number} n */
  async #turn(n) {
    const { seed, ledger } = this.#world;
    const plan = planOf(seed, n, this.#habits.linger === 0);
    await this.#connected();
    const before = { ...this.#damages };
    const session = this.#session;
    this.#line.arm(plan, plan.faults);

    const attempt$ = defer(() => session.turn(plan.text)).pipe(
      endingOnce((what, details) => {
        ledger.violated('ended twice', { n, what, details });
      }),
    );
    const played = await play(plan, attempt$, (turn$) =>
      turn$.pipe(
        confirmWrites(() => true),
        plan.retries ? retryTurn({ count: 2, delay: 150 }) : identity,
      ),
    );
    this.#line.disarm(plan);
    if (played.outcome.how === 'failed') this.#world.secrets.look(played.outcome.error);
    const damages = {
      faults: this.#damages.faults - before.faults,
      bits: this.#damages.bits - before.bits,
      messages: this.#damages.messages - before.messages,
      frames: this.#damages.frames - before.frames,
    };
    ledger.ended({ ...played, offers: this.#offers.count(plan.text), damages });
    // What the client knows of its session may have been changed on its way.
    if (damages.bits > 0 && session === this.#session) {
      this.#client.close();
      ({ client: this.#client, session: this.#session } = this.#begin());
    }
  }

  /** @param {import('./plan.mjs').Fault} fault */
  #damaged({ kind, step }) {
    this.#damages.faults++;
    if (kind === 'corrupt' && step === 'bytes') this.#damages.bits++;
    if (kind === 'duplicate' && step === 'message sent') this.#damages.messages++;
    if (kind === 'duplicate' || kind === 'corrupt' || kind === 'binary') this.#damages.frames++;
  }

  /**
   * Waits until there is a connection, or none is needed; one that was given up is asked for again.
   * Who has a queue for it does not wait.
   */
  async #connected() {
    const client = this.#client;
    const isReady = ['open', 'idle', ...(this.#habits.whenOffline === 'reject' ? [] : ['waiting'])];
    const isThere$ = client.state$.pipe(
      filter((state) => {
        if (state.status !== 'closed') return isReady.includes(state.status);
        client.reconnectNow();
        return !state.cause; // it was closed here: another has taken its place
      }),
      timeout(BACK),
    );
    await firstValueFrom(isThere$).catch(async () => {
      const states = await firstValueFrom(client.connections$);
      this.#world.ledger.violated('other failures', { what: 'no connection came back', states });
    });
  }

  #begin() {
    const { token, secrets } = this.#world;
    const client = createClient({
      url: this.#line.url,
      token: () => token,
      socket: this.#offers.on(nodeSocket()),
      // Short, and not so short that a busy machine is taken for a lost connection.
      connectTimeout: 2_000,
      requestTimeout: 2_000,
      idleTimeout: 1_000,
      heartbeat: { idle: 800, patience: 600 },
      reconnect: { baseDelay: 10, maxDelay: 200, stableAfter: 500 },
      random: this.#random.next,
      recoverWithin: 4_000,
      linger: this.#habits.linger,
      connections: this.#habits.connections,
      whenOffline: this.#habits.whenOffline,
    });
    for (const told$ of [client.state$, client.protocolErrors$, client.unknownEvents$]) {
      told$.subscribe(secrets.look);
    }
    return { client, session: client.session({ agentId: AGENT }) };
  }
}
