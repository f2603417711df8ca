/**
 * What the server tells its host. Entries carry neither messages nor credentials; `error` is the
 * value as it was thrown by a model, a tool or a store, and showing it is the host's decision.
 */
export type LogEntry =
  | { readonly kind: 'listening'; readonly url: string }
  | { readonly kind: 'connected'; readonly connectionId: string }
  | { readonly kind: 'disconnected'; readonly connectionId: string }
  /** A frame was answered with an error. */
  | { readonly kind: 'refused'; readonly connectionId: string; readonly code: string }
  | {
      readonly kind: 'turn';
      readonly connectionId: string;
      readonly sessionId: string;
      readonly requestId: string;
      readonly outcome: TurnOutcome;
      readonly durationMs: number;
    }
  | { readonly kind: 'failed'; readonly connectionId?: string; readonly error: unknown }
  | { readonly kind: 'closed' };

/** How a turn ended; `aborted` when its client left or the server closed. */
export type TurnOutcome = 'completed' | 'cancelled' | 'failed' | 'aborted';

export type Log = (entry: LogEntry) => void;

/** A log that a failing hook cannot disturb the server through. */
export function safely(onLog: Log): Log {
  return (entry) => {
    try {
      onLog(entry);
    } catch {
      // The hook is the host's: its failure has nowhere better to go than nowhere.
    }
  };
}
