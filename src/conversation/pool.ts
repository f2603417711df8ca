import { defer, distinctUntilChanged, map, merge, skip, type Observable } from 'rxjs';
import { connection, type Connection, type ConnectionOptions } from '../socket/connection';
import { isDown, type ConnectionState } from '../socket/state';
import type { Channel } from './channel';
import { holdOf, type Hold } from './hold';
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
export interface Pool {
  readonly lines: readonly Line[];
  /** The state of each. Replays. */
  readonly states$: Observable<readonly ConnectionState[]>;
  /** The state of that which can do most. Replays. */
  readonly state$: Observable<ConnectionState>;
  /** Emits when a line may have become usable, or have ceased to be. */
  readonly changes$: Observable<unknown>;
  /** The line for something that is no turn: one that is open, else one that may open. */
  line(): Line;
  /**
   * The best of some lines. Those that are down are of use only where all lines are, and those that
   * were given up only where none is tried again.
   */
  best(lines: readonly Line[]): Line | undefined;
  readonly isAnyUsable: () => boolean;
  /** The source, with a line held while it is subscribed to. */
  during<T>(source$: Observable<T>): Observable<T>;
  readonly reconnectNow: () => void;
  readonly close: () => void;
}

export function poolOf(size: number, options: ConnectionOptions<Channel>): Pool {
  const connections = Array.from({ length: size }, () => connection(options));
  const lines = connections.map(({ live$, now }): Line => {
    const hold = holdOf(live$);
    return { hold, now, lease: (patience) => lease(live$, hold, patience) };
  });

  const all$ = merge(...connections.map(({ state$ }) => state$));
  const states$ = all$.pipe(
    skip(size - 1), // each replays: with the last of them, all are known
    map(() => lines.map(({ now }) => now().state)),
  );

  const isAnyUsable = () => lines.some(isUsable);
  const best: Pool['best'] = (some) => {
    const usable = some.filter(isUsable);
    if (isAnyUsable()) return usable.find(({ now }) => now().channel) ?? usable[0];
    return some.find(({ now }) => now().state.status !== 'closed') ?? some[0];
  };
  const line = () => best(lines) as Line;

  return {
    lines,
    states$,
    state$: states$.pipe(
      map(foremost),
      distinctUntilChanged((a, b) => a === b || (a.status === 'open' && b.status === 'open')),
    ),
    changes$: all$.pipe(skip(size)),
    line,
    best,
    isAnyUsable,
    during: (source$) => defer(() => line().hold.during(source$)),
    reconnectNow: () => {
      for (const one of connections) one.reconnectNow();
    },
    close: () => {
      for (const one of connections) one.close();
    },
  };
}

/** Whether a line is open, or may be opened without having failed before. */
export function isUsable({ now }: Line): boolean {
  return !isDown(now().state);
}

function foremost(states: readonly ConnectionState[]): ConnectionState {
  const [first] = [...states].sort((a, b) => RANK.indexOf(a.status) - RANK.indexOf(b.status));
  return first as ConnectionState;
}
