// @ts-check
import { Observable, Subscriber } from 'rxjs';

/**
 * Passes on what a source emits, and tells when it ends more than once or goes on after its end: a
 * subscriber would never hear of that.
 *
 * @template T
 * @param {(what: string, details: unknown) => void} complain
 * @returns {import('rxjs').MonoTypeOperatorFunction<T>}
 */
export function endingOnce(complain) {
  return (source$) =>
    new Observable((subscriber) => source$.subscribe(new Watching(subscriber, complain)));
}

/** @template T @extends {Subscriber<T>} */
class Watching extends Subscriber {
  /** @type {unknown[]} */
  #ends = [];
  #complain;

  /**
   * @param {Subscriber<T>} destination
   * @param {(what: string, details: unknown) => void} complain
   */
  constructor(destination, complain) {
    super(destination);
    this.#complain = complain;
  }

  /** @override @param {T} value */
  next(value) {
    if (this.#ends.length > 0) this.#complain('emitted after its end', [...this.#ends, value]);
    super.next(value);
  }

  /** @override @param {unknown} [error] */
  error(error) {
    this.#end(error);
    super.error(error);
  }

  /** @override */
  complete() {
    this.#end('complete');
    super.complete();
  }

  /** @param {unknown} how */
  #end(how) {
    this.#ends.push(how);
    if (this.#ends.length > 1) this.#complain('ended more than once', this.#ends);
  }
}
