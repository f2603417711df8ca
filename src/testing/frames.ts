import type { ServerEvent } from '../protocol';

/** Ends the socket from the server's side, as if it had closed with this code. */
export interface CloseFrame {
  readonly close: number;
  readonly reason?: string;
}

/**
 * What a scripted server can send: an event, any text (to send what is not an event), bytes, or
 * the end of the socket.
 */
export type Frame = ServerEvent | string | Uint8Array | CloseFrame;

/**
 * Builds a {@link CloseFrame}; 1005 is a close without a code, and 1006 one without a close frame.
 *
 * @example
 * push$: cold('--x', { x: closing(1001, 'going away') })
 */
export function closing(code: number, reason = ''): CloseFrame {
  return { close: code, reason };
}

export function isCloseFrame(frame: Frame): frame is CloseFrame {
  return typeof frame === 'object' && 'close' in frame;
}

/** What travels for a frame that is not a close. */
export function wireForm(frame: Exclude<Frame, CloseFrame>): string | Uint8Array {
  return typeof frame === 'string' || frame instanceof Uint8Array ? frame : JSON.stringify(frame);
}
