import { isSmoothOperatorError, type SmoothOperatorError } from '../protocol';

/** How a command ends. Each code is documented in the help of the commands that use it. */
export const Exit = {
  COMPLETED: 0,
  FAILED: 1,
  USAGE: 2,
  CONNECTION: 3,
  TIMEOUT: 4,
  INTERRUPTED: 130,
} as const;
export type Exit = (typeof Exit)[keyof typeof Exit];

/** What ends a command before its time: one line for a person, and the exit code. */
export class Failure extends Error {
  override readonly name = 'Failure';
  constructor(
    readonly exitCode: Exit,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The exit code that tells a script what went wrong. */
export function exitCodeOf(error: unknown): Exit {
  if (error instanceof Failure) return error.exitCode;
  return isSmoothOperatorError(error) ? exitCodeOfKind(error) : Exit.FAILED;
}

function exitCodeOfKind(error: SmoothOperatorError): Exit {
  switch (error.kind) {
    case 'invalid':
      return Exit.USAGE;
    case 'timeout':
      return Exit.TIMEOUT;
    case 'connection':
      return hasTimedOut(error) ? Exit.TIMEOUT : Exit.CONNECTION;
    case 'interrupted':
    case 'offline':
    case 'unauthorized':
    case 'closed':
      return Exit.CONNECTION;
    default:
      return Exit.FAILED;
  }
}

function hasTimedOut({ cause }: SmoothOperatorError): boolean {
  return (
    typeof cause === 'object' &&
    cause !== null &&
    'kind' in cause &&
    cause.kind === 'connect_timeout'
  );
}

/** The error as one line. */
export function lineOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const line = message.replace(/\s+/g, ' ').trim();
  return isSmoothOperatorError(error) && error.kind === 'failed' ? `${line} (${error.code})` : line;
}
