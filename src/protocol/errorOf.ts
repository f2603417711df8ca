import type { ErrorEvent } from './event/error';

/** What an error event says, wherever the server put it. */
export function errorOf({ data: { error, details } }: ErrorEvent): {
  readonly code: string;
  readonly message: string;
  readonly details?: unknown;
} {
  return { ...error, ...(details !== undefined && { details }) };
}
