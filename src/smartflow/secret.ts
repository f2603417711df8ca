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

  /** Enough of a long one to tell it from others: where it begins, and its last four characters. */
  get masked(): string {
    const [, begin = '', end = ''] = /^((?:\w{1,5}-){0,2}).{8,}(.{4})$/.exec(this.#value) ?? [];
    return `${begin}…${end}`;
  }

  toString(): string {
    return this.masked;
  }

  toJSON(): string {
    return this.masked;
  }
}
