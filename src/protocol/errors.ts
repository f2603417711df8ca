import type { ErrorEvent } from './event/error';
import type { DecodeFailure } from './failure';

/**
 * What each kind of error carries beside `kind`, `code`, `message`, `requestId`, `retryable` and
 * `cause`. This is the whole list: nothing else leaves the public Observables as an error.
 */
export interface ErrorFields {
  /** The server refused the request or ended the turn; `code` is the server's. */
  failed: { readonly event: ErrorEvent; readonly details?: unknown };
  /** The socket was lost in mid-turn, or closed under a request that had been sent. */
  interrupted: {
    readonly closeCode?: number;
    /** What had come, up to a million characters of it. */
    readonly partialText: string;
    /** Whether the server has the message: acknowledged, never sent, or sent without an answer. */
    readonly delivery: 'unsent' | 'sent' | 'unknown';
    /** Whether a tool was called, or a write approved, before the loss. */
    readonly toolsRan: boolean;
  };
  /** Silence for too long: no frame and no pong, no answer, no open socket, or a turn past its total. */
  timeout: {
    readonly waitedFor: 'frame' | 'response' | 'open' | 'turn';
    readonly afterMs: number;
    readonly partialText?: string;
  };
  /** Another turn runs on the connection and the policy is `reject`, or the queue is full. */
  busy: object;
  /** The connection is down and sends are not queued, or waited in the queue for too long. */
  offline: object;
  /** The connection was given up: the cause said stop, or the attempts are used up. */
  connection: { readonly closeCode?: number };
  /** The server or the handshake refused the credentials. Never retried. */
  unauthorized: { readonly closeCode?: number };
  /** The client was closed by its owner. */
  closed: object;
  /** A prompt was answered twice, after it expired, or after its turn ended. Nothing was sent. */
  prompt: { readonly state: 'answered' | 'expired' };
  /** As many events wait for a slow reader as may, see `boundedConcatMap`. The turn was left. */
  overflow: { readonly limit: number };
  /** What was to be sent, or an option, is not valid. Nothing was sent. */
  invalid: {
    readonly failure?: DecodeFailure;
    /** How large the frame would have been, if it was too large. */
    readonly bytes?: number;
  };
  /** The frame that should have answered does not have the shape of an answer. */
  undecodable: { readonly failure: DecodeFailure };
}
export type ErrorKind = keyof ErrorFields;

interface TypedError<K extends ErrorKind> extends Error {
  readonly name: 'SmoothOperatorError';
  readonly kind: K;
  readonly code: string;
  readonly retryable: boolean;
  readonly requestId: string | undefined;
}

/** Every error of this library: narrow it by `kind`. */
export type SmoothOperatorError = {
  [K in ErrorKind]: TypedError<K> & Readonly<ErrorFields[K]>;
}[ErrorKind];
export type ErrorOfKind<K extends ErrorKind> = Extract<SmoothOperatorError, { kind: K }>;

/** Makes an error of a kind. `retryable` says whether doing the same again can help and harms nobody. */
export function operatorError<K extends ErrorKind>(
  kind: K,
  code: string,
  message: string,
  fields: ErrorFields[K] & {
    readonly retryable?: boolean;
    readonly requestId?: string | undefined;
    readonly cause?: unknown;
  },
): ErrorOfKind<K> {
  const { retryable = false, requestId, cause, ...rest } = fields;
  const error = new Error(message, cause === undefined ? undefined : { cause });
  return Object.assign(error, {
    name: 'SmoothOperatorError',
    kind,
    code,
    retryable,
    requestId,
    ...rest,
  }) as unknown as ErrorOfKind<K>;
}

/** Tells this library's errors from others, also from another copy of the library. */
export function isSmoothOperatorError(error: unknown): error is SmoothOperatorError {
  return error instanceof Error && error.name === 'SmoothOperatorError' && 'kind' in error;
}
