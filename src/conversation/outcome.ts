import {
  errorOf,
  operatorError,
  type DecodeFailure,
  type ErrorCode,
  type ErrorEvent,
  type ErrorOfKind,
  type EventTag,
} from '../protocol';
import { closeCodeOf, describeCause, type Cause } from '../socket/cause';

/** What may end a turn. */
export const TERMINAL = new Set<unknown>([
  'eventual_response',
  'cancelled',
  'error',
] satisfies EventTag[]);

/** Codes that answer the answer to a prompt. */
const STRAY = new Set<string>([
  'NO_PENDING_CONFIRMATION',
  'NO_PENDING_INTERACTION',
  'INTERACTION_MISMATCH',
] satisfies ErrorCode[]);

/** Codes after which the same request may well succeed. */
const TRANSIENT = new Set<string>([
  'TURN_IN_PROGRESS',
  'RATE_LIMITED',
  'SERVER_DRAINING',
  'LLM_UNAVAILABLE',
  'AGENT_ERROR',
  'INTERNAL_ERROR',
  'STORAGE_ERROR',
] satisfies ErrorCode[]);

/** Whether a code may answer the answer to a prompt, when one is under way. */
export function mayAnswerAnswer(code: string): boolean {
  return STRAY.has(code) || code === ('VALIDATION_ERROR' satisfies ErrorCode);
}

/** Whether an `error` event with a turn's requestId ends that turn: some codes never do. */
export function endsTurn(code: string): boolean {
  return !STRAY.has(code) && code !== ('OTP_SEND_FAILED' satisfies ErrorCode);
}

/** The server said no. */
export function failed(
  event: ErrorEvent,
  requestId: string,
  isFinal?: boolean,
): ErrorOfKind<'failed'> {
  const { code, message, details } = errorOf(event);
  return operatorError('failed', code, message || code, {
    requestId,
    retryable: TRANSIENT.has(code) && !isFinal,
    event,
    ...(details !== undefined && { details }),
  });
}

/** The socket went away under something that had been sent. */
export function interrupted(
  cause: Cause,
  mayRetry: boolean,
  requestId: string,
  partialText = '',
  delivery: 'unsent' | 'sent' | 'unknown' = 'unknown',
  toolsRan = false,
): ErrorOfKind<'interrupted'> {
  return operatorError(
    'interrupted',
    'INTERRUPTED',
    `The connection was lost before the answer was complete: ${describeCause(cause)}.`,
    {
      requestId,
      partialText,
      delivery,
      toolsRan,
      retryable: mayRetry && !toolsRan,
      cause,
      ...closeCodeOf(cause),
    },
  );
}

/** The frame that should have been the answer cannot be read. */
export function undecodable(failure: DecodeFailure, requestId: string): ErrorOfKind<'undecodable'> {
  return operatorError(
    'undecodable',
    'UNDECODABLE',
    `The answer does not fit: ${failure.message}`,
    { requestId, failure },
  );
}

/** The turn was silent, or not over, for too long. */
export function timedOut(
  waitedFor: 'frame' | 'turn',
  afterMs: number,
  requestId: string,
  partialText: string,
  toolsRan: boolean,
): ErrorOfKind<'timeout'> {
  const [code, what] =
    waitedFor === 'turn'
      ? ['TURN_TIMEOUT', 'The turn was not over']
      : ['IDLE_TIMEOUT', 'No frame came, and no pong,'];
  return operatorError('timeout', code, `${what} after ${afterMs} ms; it was cancelled.`, {
    requestId,
    waitedFor,
    afterMs,
    partialText,
    retryable: !toolsRan,
  });
}
