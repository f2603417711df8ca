import { filter, ignoreElements, map, switchMap, take, type Observable } from 'rxjs';
import type { Cause } from './cause';
import { every } from './delay';
import { silence } from './silence';

/** In so many steps the answer to a ping is waited for. */
const STEPS = 5;

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
  return silence(heard, idle).pipe(
    switchMap(() => {
      const before = heard();
      ping();
      // In steps, as silence is: a tab that wakes up gets its frames in between.
      return every(patience / STEPS).pipe(
        take(STEPS),
        filter((step) => step === STEPS - 1 && heard() === before),
        map(() => {
          throw { kind: 'heartbeat', afterMs: patience } satisfies Cause;
        }),
      );
    }),
    ignoreElements(),
  );
}
