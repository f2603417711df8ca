/** Something that is read from, such as a socket: stopped while anybody holds it. */
export class Flow {
  readonly #pause: () => void;
  readonly #resume: () => void;
  #holds = 0;

  constructor(pause: () => void, resume: () => void) {
    this.#pause = pause;
    this.#resume = resume;
  }

  get isHeld(): boolean {
    return this.#holds > 0;
  }

  hold(): void {
    if (this.#holds++ === 0) this.#pause();
  }

  release(): void {
    if (--this.#holds === 0) this.#resume();
  }
}

/**
 * Whose frame or chunk is being handed on at the moment. From a socket to the end of a pipe everything
 * happens within one call, so that what a sink is given comes from there.
 */
let delivering: Flow | undefined;

/** Begins to hand something on. @returns what is to be given to {@link delivered} afterwards */
export function deliver(flow: Flow): Flow | undefined {
  const outer = delivering;
  delivering = flow;
  return outer;
}

export function delivered(outer: Flow | undefined): void {
  delivering = outer;
}

/** What a sink holds what it is fed from with. */
export class Brake {
  readonly #sources = new Set<Flow>();
  #isOn = false;

  /** To be called with each value that the sink is given. */
  fed(): void {
    if (delivering && !this.#sources.has(delivering)) {
      this.#sources.add(delivering);
      if (this.#isOn) delivering.hold();
    }
  }

  /** The sink is full: whatever has fed it since it last was waits. */
  on(): void {
    if (this.#isOn) return;
    this.#isOn = true;
    for (const source of this.#sources) source.hold();
  }

  /** The sink has room, or is gone. */
  off(): void {
    if (!this.#isOn) return;
    this.#isOn = false;
    const held = [...this.#sources];
    this.#sources.clear(); // first: what goes on may feed the sink at once
    for (const source of held) source.release();
  }
}
