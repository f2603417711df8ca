// @ts-check
import { event } from 'smooth-operator-rx/testing';

/** One of the turns that go on while frames are wrong. */
export class Seat {
  /** From the acknowledgement on. */
  requestId = '';
  /** How many events it was given. */
  heard = 0;
  /** How it ended, if it has. @type {'completed' | 'failed' | undefined} */
  ended;
  #said = 0;
  #understood = 0;

  /** @param {import('smooth-operator-rx').Session} session */
  constructor(session) {
    session.turn('Go on').subscribe({
      next: (told) => {
        this.heard++;
        this.requestId ||= told.requestId ?? '';
        if (told.type === 'stream_token' && told.data.token === `<${this.#understood}>`) {
          this.#understood++;
        }
      },
      error: () => (this.ended = 'failed'),
      complete: () => (this.ended = 'completed'),
    });
  }

  /** The next frame of this turn that is right. */
  nextToken() {
    return event.streamToken(this.requestId, `<${this.#said++}>`);
  }

  /** Whether it was told, in order, everything that was right. */
  get hasUnderstood() {
    return this.#understood === this.#said;
  }
}
