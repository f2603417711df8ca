import {
  ErrorCode,
  errorOf,
  operatorError,
  type DecodeFailure,
  type ErrorEvent,
  type ErrorOfKind,
} from '../protocol';
import { closeCodeOf, describeCause, type Cause } from '../socket/cause';

/** Codes that may carry a live turn's requestId and never end it. */
const HARMLESS: ReadonlySet<string> = new Set([
  ErrorCode.OTP_SEND_FAILED,
  ErrorCode.NO_PENDING_CONFIRMATION,
  ErrorCode.NO_PENDING_INTERACTION,
  ErrorCode.INTERACTION_MISMATCH,
]);

/** Codes after which the same request may well succeed. */
const TRANSIENT: ReadonlySet<string> = new Set([
  ErrorCode.TURN_IN_PROGRESS,
  ErrorCode.LLM_UNAVAILABLE,
  ErrorCode.AGENT_ERROR,
  ErrorCode.INTERNAL_ERROR,
  ErrorCode.STORAGE_ERROR,
]);

/** Whether an `error` event with a turn's requestId ends that turn. */
export function endsTurn(event: ErrorEvent): boolean {
  return !HARMLESS.has(errorOf(event).code);
}

/** The server said no. */
export function failed(
  event: ErrorEvent,
  requestId: string,
  toolsRan = false,
): ErrorOfKind<'failed'> {
  const { code, message, details } = errorOf(event);
  return operatorError('failed', code, message || code, {
    requestId,
    retryable: TRANSIENT.has(code) && !toolsRan,
    event,
    ...(details !== undefined && { details }),
  });
}

/** The socket went away under something that had been sent. */
export function interrupted(
  cause: Cause,
  fields: {
    requestId: string;
    partialText: string;
    delivery: 'unsent' | 'sent' | 'unknown';
    toolsRan: boolean;
  },
): ErrorOfKind<'interrupted'> {
  const closeCode = closeCodeOf(cause);
  return operatorError(
    'interrupted',
    'INTERRUPTED',
    `The connection was lost before the answer was complete: ${describeCause(cause)}.`,
    {
      ...fields,
      ...(closeCode !== undefined && { closeCode }),
      retryable: !fields.toolsRan,
      cause,
    },
  );
}

/** The frame that should have been the answer cannot be read. */
export function undecodable(failure: DecodeFailure, requestId: string): ErrorOfKind<'undecodable'> {
  return operatorError(
    'undecodable',
    'UNDECODABLE',
    `The server's answer does not fit the protocol: ${failure.message}`,
    { requestId, failure },
  );
}
