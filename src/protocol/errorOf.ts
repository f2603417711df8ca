import type { ErrorEvent } from './event/error';

/** What an `error` event says. */
export function errorOf({ data }: ErrorEvent): {
  readonly code: string;
  readonly message: string;
  readonly details?: unknown;
} {
  const { error, details } = data;
  return details === undefined ? error : { ...error, details };
}
