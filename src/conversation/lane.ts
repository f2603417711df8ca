import { BehaviorSubject, Observable, tap, type Subscriber } from 'rxjs';
import { operatorError } from '../protocol';
import type { Line, Pool } from './pool';

/**
 * What to do with a turn while another runs on each connection: servers run one at a time on each.
 *
 * - `queue`: it waits for its place, in order
 * - `reject`: it errors with kind `busy`
 * - `replace`: the running one is cancelled, this one is next; of several the one that began first
 * - `send`: it is sent at once, for servers that do run several
 */
export type BusyPolicy = 'queue' | 'reject' | 'replace' | 'send';

export const BUSY_POLICY = /^(queue|reject|replace|send)$/;

/** A line, for one turn. */
export interface Place {
  readonly line: Line;
  /** Gives the place back; calling it again does nothing. */
  readonly release: () => void;
}

interface Running {
  readonly preempt: () => void;
}
interface Waiting extends Running {
  readonly subscriber: Subscriber<Place>;
}

/** Lets turns pass, one at a time on each line, in their order. */
export class Lane {
  readonly #pool: Pool;
  readonly #running = new Map<Line, Running>();
  #isDraining = false;
  readonly #waiting: Waiting[] = [];
  readonly #length$ = new BehaviorSubject(0);

  /** How many turns wait. Replays. */
  readonly queued$: Observable<number> = this.#length$.asObservable();

  constructor(pool: Pool) {
    this.#pool = pool;
    pool.changes$
      .pipe(
        tap(() => {
          this.#drain();
        }),
      )
      .subscribe();
  }

  /**
   * Emits when this one may run. Unsubscribing leaves the queue; a place that has been taken is
   * given back by its release alone, for a turn that is being cancelled outlives its subscriber.
   *
   * @param preempt - called when a turn with the policy `replace` wants the place
   */
  enter(policy: BusyPolicy, preempt: () => void): Observable<Place> {
    return new Observable((subscriber) => {
      const entry: Waiting = { subscriber, preempt };
      const line = policy === 'send' ? undefined : this.#free();
      if (policy === 'send') subscriber.next({ line: this.#pool.line, release: () => undefined });
      else if (line) this.#admit(entry, line);
      else if (policy === 'reject') subscriber.error(busy());
      else if (policy === 'queue') this.#waiting.push(entry);
      else {
        this.#waiting.unshift(entry);
        const [oldest] = this.#running.values();
        oldest?.preempt();
      }
      this.#count();
      return () => {
        const at = this.#waiting.indexOf(entry);
        if (at >= 0) this.#waiting.splice(at, 1);
        this.#count();
      };
    });
  }

  #free(): Line | undefined {
    return this.#pool.best(this.#pool.lines.filter((line) => !this.#running.has(line)));
  }

  #admit(entry: Waiting, line: Line): void {
    this.#running.set(line, entry);
    entry.subscriber.next({
      line,
      release: () => {
        if (this.#running.get(line) !== entry) return;
        this.#running.delete(line);
        this.#drain();
      },
    });
  }

  /** In a loop: a turn that fails as soon as it may run would otherwise admit the next from within. */
  #drain(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    for (;;) {
      const line = this.#waiting.length > 0 ? this.#free() : undefined;
      const next = line && this.#waiting.shift();
      this.#count();
      if (!line || !next) break;
      this.#admit(next, line);
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
