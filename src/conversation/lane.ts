import { BehaviorSubject, Observable, type Subscriber } from 'rxjs';
import { operatorError } from '../protocol';

/**
 * What to do with a turn while another runs: servers run one at a time per connection.
 *
 * - `queue`: it waits for its place, in order
 * - `reject`: it errors with kind `busy`
 * - `replace`: the running one is cancelled, this one is next
 * - `send`: it is sent at once, for servers that do run several
 */
export type BusyPolicy = 'queue' | 'reject' | 'replace' | 'send';

export const BUSY_POLICY = /^(queue|reject|replace|send)$/;

/** Gives the place back; calling it again does nothing. */
export type Release = () => void;

interface Running {
  readonly preempt: () => void;
}
interface Waiting extends Running {
  readonly subscriber: Subscriber<Release>;
}

const NOTHING: Release = () => undefined;

/** Lets the turns of one connection pass one at a time. */
export class Lane {
  #running: Running | undefined;
  #isDraining = false;
  readonly #waiting: Waiting[] = [];
  readonly #length$ = new BehaviorSubject(0);

  /** How many turns wait. Replays. */
  readonly queued$: Observable<number> = this.#length$.asObservable();

  /**
   * Emits when this one may run. Unsubscribing leaves the queue; a place that has been taken is
   * given back by its release alone, for a turn that is being cancelled outlives its subscriber.
   *
   * @param preempt - called when a turn with the policy `replace` wants the place
   */
  enter(policy: BusyPolicy, preempt: () => void): Observable<Release> {
    return new Observable((subscriber) => {
      const entry: Waiting = { subscriber, preempt };
      if (policy === 'send') subscriber.next(NOTHING);
      else if (!this.#running) this.#admit(entry);
      else if (policy === 'reject') subscriber.error(busy());
      else if (policy === 'queue') this.#waiting.push(entry);
      else {
        this.#waiting.unshift(entry);
        this.#running.preempt();
      }
      this.#count();
      return () => {
        const at = this.#waiting.indexOf(entry);
        if (at >= 0) this.#waiting.splice(at, 1);
        this.#count();
      };
    });
  }

  #admit(entry: Waiting): void {
    this.#running = entry;
    entry.subscriber.next(() => {
      if (this.#running !== entry) return;
      this.#running = undefined;
      this.#drain();
    });
  }

  /** In a loop: a turn that fails as soon as it may run would otherwise admit the next from within. */
  #drain(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    while (!this.#running) {
      const next = this.#waiting.shift();
      this.#count();
      if (!next) break;
      this.#admit(next);
    }
    this.#isDraining = false;
  }

  #count(): void {
    if (this.#length$.value !== this.#waiting.length) this.#length$.next(this.#waiting.length);
  }
}

function busy() {
  return operatorError(
    'busy',
    'TURN_IN_PROGRESS',
    'A turn is running on this connection; nothing was sent. Wait for its end, or use the policy `queue` or `replace`.',
    { retryable: true },
  );
}
