import type { Observable } from 'rxjs';

/** What a connection needs of a socket. */
export interface ServerSocket {
  /** Each frame, text or binary. Completes when the socket has closed, whoever closed it. */
  readonly frames$: Observable<string | Uint8Array>;
  /** Sends a text frame. Never throws: after the close it does nothing. */
  send(text: string): void;
  /** How far the other side is behind with reading. Where nobody can tell, it never is. */
  readonly flow?: Flow;
  /** Where the other side is. */
  readonly address?: string;
}

/** How a socket runs full, and empty again. */
export interface Flow {
  /** Bytes that were sent and that the other side has not taken yet. */
  waiting(): number;
  /** Emits when some were taken. */
  readonly taken$: Observable<unknown>;
  /** Stops reading. What was received already still comes as frames. */
  pause(): void;
  resume(): void;
}
