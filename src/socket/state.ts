import type { Cause } from './cause';

/** The connection as one value; `client.state$` replays the latest. */
export type ConnectionState =
  /** Nobody needs a socket, and there is none. */
  | { readonly status: 'idle' }
  /** A socket is being opened; `attempt` is 0 unless the last one failed. */
  | { readonly status: 'connecting'; readonly attempt: number }
  | { readonly status: 'open' }
  /** Between two attempts. `nextRetryAt` is epoch milliseconds. */
  | {
      readonly status: 'waiting';
      readonly attempt: number;
      readonly nextRetryAt: number;
      readonly cause: Cause;
    }
  /** Given up, or closed by its owner (then without a cause). `reconnectNow()` leaves it again. */
  | { readonly status: 'closed'; readonly cause?: Cause; readonly unauthorized: boolean };

/** Whether a connection has failed, and not come back since. */
export function isDown(state: ConnectionState): boolean {
  return (
    state.status === 'waiting' ||
    state.status === 'closed' ||
    (state.status === 'connecting' && state.attempt > 0)
  );
}
