// @ts-check
import { filter, firstValueFrom, of, Subject } from 'rxjs';
import { createClient } from 'smooth-operator-rx';
import { event, scriptedSocket } from 'smooth-operator-rx/testing';
import { Seat } from './seat.mjs';

/** @typedef {import('smooth-operator-rx/testing').Frame} Frame */

const AGENT = '00000000-0000-4000-8000-0000000000a9';

/**
 * What a client has told so far, and to whom.
 *
 * @typedef {object} Told
 * @property {number} protocolErrors
 * @property {number} unknownEvents
 * @property {number} uncorrelated
 * @property {readonly number[]} heard by each of the turns
 * @property {readonly (string | undefined)[]} ended how each of the turns has ended
 */

/** Two turns of one client, on a socket that says whatever it is told to. */
export class Table {
  /** @type {Subject<Frame>} */
  #push$ = new Subject();
  #told = { protocolErrors: 0, unknownEvents: 0, uncorrelated: 0 };
  #session;
  /** @type {readonly [Seat, Seat]} */
  seats;

  static async open() {
    /** @type {Subject<Frame>} */
    const push$ = new Subject();
    const socket = scriptedSocket({
      push$,
      answer: (action) => {
        if (action.action === 'create_conversation_session') return event.sessionCreated(action);
        return action.action === 'ping' ? of(event.pong(action)) : of(event.accepted(action));
      },
    });
    const client = createClient({
      url: 'ws://fuzz.test/ws',
      socket: socket.create,
      whenBusy: 'send',
    });
    const opened = firstValueFrom(client.state$.pipe(filter(({ status }) => status === 'open')));
    const table = new Table(client, push$);
    await opened;
    return table;
  }

  /**
   * @param {import('smooth-operator-rx').Client} client
   * @param {Subject<Frame>} push$
   */
  constructor(client, push$) {
    const told = this.#told;
    client.protocolErrors$.subscribe(() => told.protocolErrors++);
    client.unknownEvents$.subscribe(() => told.unknownEvents++);
    client.uncorrelated$.subscribe(() => told.uncorrelated++);
    this.#session = client.session({ agentId: AGENT });
    this.#push$ = push$;
    this.seats = [this.#seat(), this.#seat()];
    this.close = () => {
      client.close();
    };
  }

  /** @returns {Told} */
  told() {
    return {
      ...this.#told,
      heard: this.seats.map(({ heard }) => heard),
      ended: this.seats.map(({ ended }) => ended),
    };
  }

  /** @param {Frame} frame */
  push(frame) {
    this.#push$.next(frame);
  }

  /** Both turns are told something that is right. */
  speak() {
    for (const seat of this.seats) this.push(seat.nextToken());
  }

  /** Both turns end well. */
  conclude() {
    for (const { requestId } of this.seats) {
      this.push(event.eventualResponse(requestId, { text: 'Done.' }));
    }
  }

  /** Others take the seats of those that have ended. */
  refill() {
    const [first, second] = this.seats;
    this.seats = [first.ended ? this.#seat() : first, second.ended ? this.#seat() : second];
  }

  #seat() {
    return new Seat(this.#session);
  }
}
