/**
 * Text that is shown nowhere: printed, inspected or made JSON of, it is masked. Who needs it asks.
 *
 * @example
 * log(new Secret('sk-sf-0123456789abcdef').masked); // 'sk-sf-…cdef'
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  /** Enough of it to tell it from others: where it begins, and its last four characters. */
  get masked(): string {
    const { length } = this.#value;
    if (length < 16) return '…';
    const [prefix = ''] = /^(\w{1,5}-){0,2}/.exec(this.#value) ?? [];
    return `${prefix}…${this.#value.slice(-4)}`;
  }

  toString(): string {
    return this.masked;
  }

  toJSON(): string {
    return this.masked;
  }
}
