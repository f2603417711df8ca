import type { ServerEvent } from '../protocol';

/** How far a conversation was known at some time: what a turn brought forth came after it. */
export interface Known {
  /** The newest reply. */
  readonly messageId?: string;
  /** Epoch milliseconds by the server's clock: no other tells the time of its messages. */
  readonly at: number;
}

/** One turn, as long as the server may be at work on it. */
export interface Span {
  /** What was known when it began. */
  readonly known: Known;
  /** Whether no other turn of the session ran beside it: else the history does not tell whose a reply is. */
  isAlone(): boolean;
  /** May be called again. */
  end(): void;
}

/** What the turns of a session know of their conversation, on whichever line they run. */
export class Progress {
  #known: Known;
  readonly #running = new Set<Span>();
  readonly #crowded = new WeakSet<Span>();

  /** @param at - from when on everything in it is new */
  constructor(at: number) {
    this.#known = { at };
  }

  /** @param release - called when it has ended: its place is free */
  begin(release: () => void): Span {
    const span: Span = {
      known: this.#known,
      isAlone: () => !this.#crowded.has(span),
      end: () => {
        this.#running.delete(span);
        release();
      },
    };
    this.#running.add(span);
    if (this.#running.size > 1) for (const one of this.#running) this.#crowded.add(one);
    return span;
  }

  /** A turn has ended with this: what was before it is known. */
  learn(event: ServerEvent): void {
    const { messageId, at } = this.#known;
    const newest = event.type === 'eventual_response' ? event.data.data.messageId : messageId;
    this.#known = {
      at: event.timestamp ?? at,
      ...(newest !== undefined && { messageId: newest }),
    };
  }
}
