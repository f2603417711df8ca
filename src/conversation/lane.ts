import { map, noop, Observable, type Subscriber } from 'rxjs';
import { operatorError, type ErrorOfKind } from '../protocol';
import type { Line, Pool } from './pool';

/**
 * What to do with a turn while another runs on each connection: servers run one at a time on each.
 *
 * - `queue`: it waits for its place, in order
 * - `reject`: it errors with kind `busy`
 * - `replace`: the running one is cancelled, this one is next; of several the one that began first.
 *   Where all make way already, one that waits to replace is not sent at all
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

interface Entry {
  readonly subscriber: Subscriber<Place>;
  readonly preempt: () => void;
  readonly policy: BusyPolicy;
  isReplaced?: boolean;
}

/**
 * Emits when a turn may run. Unsubscribing leaves the queue; a place that has been taken is given
 * back by its release alone, for a turn that is being cancelled outlives its subscriber.
 *
 * @param preempt - called when a turn with the policy `replace` wants the place
 * @param isNext - whether it waits before all others: it had a place already, on a line that is down
 */
export type Lane = (policy: BusyPolicy, preempt: () => void, isNext?: boolean) => Observable<Place>;

/**
 * Lets turns pass, one at a time on each line, in their order.
 *
 * @param count - told how many more turns wait, or fewer
 */
export function laneOn(pool: Pool, count: (change: number) => void): Lane {
  const running = new Map<Line, Entry>();
  const waiting: Entry[] = [];
  let isDraining = false;

  const free = () => pool.best(pool.lines.filter((line) => !running.has(line)));

  const admit = (entry: Entry, line: Line) => {
    running.set(line, entry);
    entry.subscriber.next({
      line,
      release: () => {
        if (running.get(line) !== entry) return;
        running.delete(line);
        drain();
      },
    });
  };

  /** In a loop: a turn that fails as soon as it may run would otherwise admit the next from within. */
  const drain = () => {
    if (isDraining) return;
    isDraining = true;
    for (;;) {
      const line = free();
      const next = line && waiting.shift();
      if (!line || !next) break;
      count(-1);
      admit(next, line);
    }
    isDraining = false;
  };

  pool.changes$.pipe(map(drain)).subscribe();

  return (policy, preempt, isNext) =>
    new Observable((subscriber) => {
      const entry: Entry = { subscriber, preempt, policy };
      // Who waits while a line is free is about to be let in: nobody overtakes it.
      const line = !waiting.length && free();
      if (policy === 'send') subscriber.next({ line: pool.line(), release: noop });
      else if (line) admit(entry, line);
      else if (policy === 'reject')
        subscriber.error(
          busy('TURN_IN_PROGRESS', 'A turn runs here: `queue` or `replace` it', true),
        );
      else {
        // Of those that run the one that began first makes way, or else one that waits to replace.
        const other =
          replaces(entry) &&
          [...running.values(), ...waiting.filter(replaces)].find(({ isReplaced }) => !isReplaced);
        count(1);
        waiting[replaces(entry) || isNext ? 'unshift' : 'push'](entry);
        if (other) {
          other.isReplaced = true;
          other.preempt();
        }
      }
      return () => {
        const at = waiting.indexOf(entry);
        if (at < 0) return;
        waiting.splice(at, 1);
        count(-1);
      };
    });
}

function replaces({ policy }: Entry): boolean {
  return policy === 'replace';
}

export function busy(code: string, why: string, retryable: boolean): ErrorOfKind<'busy'> {
  return operatorError('busy', code, `${why}; nothing was sent.`, { retryable });
}
