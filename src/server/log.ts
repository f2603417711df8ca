import type { Usage } from './model';
import type { ParkEnding } from './parks';

/**
 * What the server tells its host. Entries carry neither messages nor credentials; `error` is the
 * value as it was thrown by a model, a tool or a store, and showing it is the host's decision.
 */
export type LogEntry =
  | { readonly kind: 'listening'; readonly url: string }
  | { readonly kind: 'connected'; readonly connectionId: string }
  | { readonly kind: 'disconnected'; readonly connectionId: string }
  /** What the host should know about how the server is set up. */
  | { readonly kind: 'warning'; readonly message: string }
  /** A token did not count: its bearer was refused, or went on as anonymous. */
  | { readonly kind: 'unauthenticated'; readonly problem: string; readonly isRefused: boolean }
  /** A frame was answered with an error. */
  | { readonly kind: 'refused'; readonly connectionId: string; readonly code: string }
  | {
      readonly kind: 'turn';
      readonly connectionId: string;
      readonly sessionId: string;
      readonly requestId: string;
      readonly outcome: TurnOutcome;
      readonly durationMs: number;
      /** Until the first token of the reply; absent when there was none. */
      readonly firstTokenMs?: number;
      /** What the reply took, as the model counts; absent when it does not, or nothing was completed. */
      readonly usage?: Usage;
    }
  /** A turn waits for a person. */
  | { readonly kind: 'parked'; readonly sessionId: string; readonly park: ParkKind }
  /** It waits no longer; `dropped` when the turn ended first. */
  | {
      readonly kind: 'resumed';
      readonly sessionId: string;
      readonly park: ParkKind;
      readonly ending: ParkEnding;
    }
  /** An upgrade was refused with this HTTP status. */
  | { readonly kind: 'turnedAway'; readonly status: number }
  /** The server left a client. */
  | {
      readonly kind: 'hungUp';
      readonly connectionId: string;
      readonly code: number;
      readonly reason: string;
    }
  /** The server takes no more turns, and stops once those that run have ended. */
  | { readonly kind: 'draining' }
  | { readonly kind: 'failed'; readonly connectionId?: string; readonly error: unknown }
  | { readonly kind: 'closed' };

/** How a turn ended; `aborted` when its client left or the server closed. */
export type TurnOutcome = 'completed' | 'cancelled' | 'failed' | 'aborted';

/** What a person is asked for. */
export type ParkKind = 'confirmation' | 'interaction';

export type Log = (entry: LogEntry) => void;

/**
 * A log that tells all, and that a failing hook cannot disturb the server through. That a hook fails
 * has no place in the log itself: the process is warned, once.
 */
export function safely(...hooks: readonly ((entry: LogEntry) => unknown)[]): Log {
  let isWarned = false;
  const failed = () => {
    if (isWarned) return;
    isWarned = true;
    process.emitWarning('onLog failed, and may fail again: entries of the log are lost.', {
      type: 'SmoothOperatorWarning',
    });
  };
  return (entry) => {
    for (const hook of hooks) {
      try {
        // A host's hook may be an async function all the same.
        const told = hook(entry);
        if (told instanceof Promise) told.catch(failed);
      } catch {
        failed();
      }
    }
  };
}
