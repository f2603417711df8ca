import {
  combineLatest,
  defer,
  distinctUntilChanged,
  map,
  merge,
  skip,
  type Observable,
} from 'rxjs';
import { connection, type Connection, type ConnectionOptions } from '../socket/connection';
import { isDown, type ConnectionState } from '../socket/state';
import type { Channel } from './channel';
import { Hold } from './hold';
import { lease } from './lease';
import type { Patience } from './offline';

/** One connection of a client, and what holds it. */
export interface Line {
  readonly hold: Hold;
  readonly now: Connection<Channel>['now'];
  /** Its channel, once; the line is held meanwhile. What happens while it is down is `patience`'s to say. */
  lease(patience: Patience): Observable<Channel>;
}

/** Which of several states says most about what can be done. */
const RANK: readonly ConnectionState['status'][] = [
  'open',
  'connecting',
  'waiting',
  'closed',
  'idle',
];

/** The connections of a client. Each opens when it is first needed, and closes when it is not. */
export class Pool {
  readonly lines: readonly Line[];
  /** The state of each. Replays. */
  readonly states$: Observable<readonly ConnectionState[]>;
  /** The state of that which can do most. Replays. */
  readonly state$: Observable<ConnectionState>;
  /** Emits when a line may have become usable, or have ceased to be. */
  readonly changes$: Observable<unknown>;
  readonly #connections: readonly Connection<Channel>[];

  constructor(size: number, options: ConnectionOptions<Channel>) {
    this.#connections = Array.from({ length: size }, () => connection(options));
    this.lines = this.#connections.map(({ live$, now }) => {
      const hold = new Hold(live$);
      return { hold, now, lease: (patience) => lease(live$, hold, patience) };
    });
    const all$ = this.#connections.map(({ state$ }) => state$);
    this.states$ = combineLatest(all$);
    this.state$ = this.states$.pipe(
      map(foremost),
      distinctUntilChanged((a, b) => a === b || (a.status === 'open' && b.status === 'open')),
    );
    this.changes$ = merge(...all$.map((state$) => state$.pipe(skip(1))));
  }

  /** The line for something that is no turn: one that is open, else one that may open. */
  get line(): Line {
    return this.best(this.lines) as Line;
  }

  /** The best of some lines. Those that are down are of use only where all lines are. */
  best(lines: readonly Line[]): Line | undefined {
    const usable = lines.filter(this.isUsable);
    return (
      usable.find(({ now }) => now().channel) ??
      usable[0] ??
      (this.isAnyUsable ? undefined : lines[0])
    );
  }

  /** Whether a line is open, or may be opened without having failed before. */
  readonly isUsable = ({ now }: Line): boolean => !isDown(now().state);

  get isAnyUsable(): boolean {
    return this.lines.some(this.isUsable);
  }

  /** The source, with a line held while it is subscribed to. */
  during<T>(source$: Observable<T>): Observable<T> {
    return defer(() => this.line.hold.during(source$));
  }

  reconnectNow(): void {
    for (const one of this.#connections) one.reconnectNow();
  }

  close(): void {
    for (const one of this.#connections) one.close();
  }
}

function foremost(states: readonly ConnectionState[]): ConnectionState {
  const [first] = [...states].sort((a, b) => RANK.indexOf(a.status) - RANK.indexOf(b.status));
  return first as ConnectionState;
}
