import {
  defer,
  EMPTY,
  exhaustMap,
  ignoreElements,
  interval,
  mergeMap,
  take,
  takeLast,
  throwError,
  type Observable,
} from 'rxjs';
import type { Cause } from './cause';
import { silence } from './silence';

/** All times are milliseconds. */
export interface HeartbeatOptions {
  /** How long the socket may be silent before a ping is sent. @defaultValue 25000 */
  readonly idle?: number;
  /** How long to wait for any frame after the ping. @defaultValue 10000 */
  readonly patience?: number;
}

export const HEARTBEAT_DEFAULTS: Required<HeartbeatOptions> = { idle: 25_000, patience: 10_000 };

/**
 * Watches one open socket: pings it when it has been silent, and errors with a `Cause` when even
 * that brings no frame. Never emits.
 *
 * @param heard - how many frames have come so far
 * @param ping - sends a ping
 */
export function heartbeat(
  heard: () => number,
  ping: () => void,
  { idle, patience }: Required<HeartbeatOptions>,
): Observable<never> {
  return defer(() => silence(heard, idle)).pipe(
    exhaustMap(() => {
      const before = heard();
      ping();
      // In steps, as silence is: a tab that wakes up gets its frames in between.
      return interval(patience / 5).pipe(
        take(5),
        takeLast(1),
        mergeMap(() =>
          heard() === before
            ? throwError((): Cause => ({ kind: 'heartbeat', afterMs: patience }))
            : EMPTY,
        ),
      );
    }),
    ignoreElements(),
  );
}
