/** The error codes that servers of this protocol send. A server may send others; they are plain strings. */
export const ErrorCode = {
  VALIDATION_ERROR: 'VALIDATION_ERROR',
  UNSUPPORTED_ACTION: 'UNSUPPORTED_ACTION',
  SESSION_NOT_FOUND: 'SESSION_NOT_FOUND',
  CONVERSATION_NOT_FOUND: 'CONVERSATION_NOT_FOUND',
  SKILL_NOT_FOUND: 'SKILL_NOT_FOUND',
  TURN_IN_PROGRESS: 'TURN_IN_PROGRESS',
  NO_PENDING_CONFIRMATION: 'NO_PENDING_CONFIRMATION',
  NO_PENDING_INTERACTION: 'NO_PENDING_INTERACTION',
  INTERACTION_MISMATCH: 'INTERACTION_MISMATCH',
  OTP_SEND_FAILED: 'OTP_SEND_FAILED',
  LLM_UNAVAILABLE: 'LLM_UNAVAILABLE',
  AGENT_ERROR: 'AGENT_ERROR',
  INTERNAL_ERROR: 'INTERNAL_ERROR',
  STORAGE_ERROR: 'STORAGE_ERROR',
  ORIGIN_NOT_ALLOWED: 'ORIGIN_NOT_ALLOWED',
  AUTH_CONTEXT_INVALID: 'AUTH_CONTEXT_INVALID',
  AGENT_NOT_AUTHORIZED: 'AGENT_NOT_AUTHORIZED',
  /** Of this server: too much in too little time; `data.details.retryAfterMs` says how long to wait. */
  RATE_LIMITED: 'RATE_LIMITED',
  /** Of this server: it is about to stop, and takes no new turns. */
  SERVER_DRAINING: 'SERVER_DRAINING',
} as const;
export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode];

/** The `status` an event carries. */
export const Status = { ACCEPTED: 202, FINAL: 200, CANCELLED: 499 } as const;
