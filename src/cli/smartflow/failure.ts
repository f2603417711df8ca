import { catchError, throwError, type MonoTypeOperatorFunction } from 'rxjs';
import { isSmartflowError, type SmartflowError } from '../../smartflow';
import { Exit, Failure } from '../failure';
import { oneLine } from '../paint';

const LINE_MAX = 500;

/** The codes of what has to be set or asked otherwise. Nothing was sent. */
const USAGE: ReadonlySet<unknown> = new Set([
  'INVALID_OPTION',
  'INVALID_ARGUMENT',
  'MISSING_KEY',
  'MISSING_URL',
  'DIRECT_MODE',
]);

/** What ends a command, of whatever went wrong with a client. */
function failureOf(error: unknown): unknown {
  if (!isSmartflowError(error)) return error;
  return new Failure(exitOf(error), oneLine(error.message, LINE_MAX), { cause: error });
}

function exitOf({ name, code }: SmartflowError): Exit {
  if (USAGE.has(code)) return Exit.USAGE;
  switch (name) {
    case 'SmartflowConnectionError':
    case 'AuthenticationError':
      return Exit.CONNECTION;
    case 'SmartflowTimeoutError':
      return Exit.TIMEOUT;
    default:
      return Exit.FAILED;
  }
}

/** Fails with what ends a command. */
export function asFailure<T>(): MonoTypeOperatorFunction<T> {
  return catchError((error: unknown) => throwError(() => failureOf(error)));
}
