import type { ChatMessage } from '../methods/ai';

/**
 * What an agent remembers: whole turns, so that no call of a tool loses its answer. A turn is added
 * when it has gone well, hence nothing has to be taken back.
 */
export class History {
  #turns: readonly (readonly ChatMessage[])[] = [];
  readonly #limit: number;

  /** @param limit - how many turns, the latest */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get messages(): readonly ChatMessage[] {
    return this.#turns.flat();
  }

  add(turn: readonly ChatMessage[]): void {
    this.#turns = this.#limit === 0 ? [] : [...this.#turns, turn].slice(-this.#limit);
  }
}
