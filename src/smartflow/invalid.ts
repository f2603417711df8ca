import { ValidationError } from './errors';

/** The error of an option or an argument that cannot be. It tells nothing of what was given: that may be a secret. */
export function invalidArgument(message: string, cause?: unknown): ValidationError {
  return new ValidationError(message, { code: 'INVALID_ARGUMENT', cause });
}

/** @throws ValidationError unless it holds */
export function demand(holds: boolean, told: string): void {
  if (!holds) throw invalidArgument(told);
}
