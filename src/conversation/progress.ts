import type { ServerEvent } from '../protocol';

/** How far a conversation was known at some time: what a turn brought forth came after it. */
export interface Known {
  /** The newest reply. */
  readonly messageId?: string | undefined;
  /** Epoch milliseconds by the server's clock: no other tells the time of its messages. */
  readonly at: number;
}

/** What the turns of a session know of their conversation, on whichever line they run. */
export class Progress {
  known: Known;
  /** How many run. */
  live = 0;
  /** The last that began alone. */
  only: Span | undefined;

  /** @param at - from when on everything in it is new */
  constructor(at: number) {
    this.known = { at };
  }

  /** A turn has ended with this: what was before it is known. */
  learn(event: ServerEvent): void {
    const { messageId, at } = this.known;
    this.known = {
      messageId: event.type === 'eventual_response' ? event.data.data.messageId : messageId,
      at: event.timestamp ?? at,
    };
  }
}

/** One turn, as long as the server may be at work on it, or its reply is looked up. */
export class Span {
  /** What was known when it began. */
  readonly known: Known;
  /**
   * Whether no other turn of the session ran beside it: else the history does not tell whose a reply
   * is. One that begins while it is looked up may say something else, but not the same.
   */
  isAlone: boolean;
  readonly text: string;
  #isLive = true;
  #release: (() => void) | undefined;
  readonly #progress: Progress;

  /** @param release - called once, when it has ended: its place is free */
  constructor(progress: Progress, text: string, release: () => void) {
    const { only, known } = progress;
    this.#progress = progress;
    this.#release = release;
    this.text = text.trim();
    this.known = known;
    this.isAlone = progress.live++ === 0;
    if (this.isAlone) progress.only = this;
    else if (only && (only.#release || only.text === this.text)) only.isAlone = false;
  }

  /** Gives the place back, though the turn may yet be looked up. May be called again. */
  leavePlace(): void {
    const release = this.#release;
    this.#release = undefined;
    release?.();
  }

  /** It has been found to have this reply: no other has, unless one that began since has ended already. */
  learn(messageId: string): void {
    const progress = this.#progress;
    if (progress.known === this.known) progress.known = { ...this.known, messageId };
  }

  /** May be called again. */
  end(): void {
    if (!this.#isLive) return;
    this.#isLive = false;
    this.#progress.live--;
    this.leavePlace();
  }
}
