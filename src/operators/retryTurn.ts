import {
  concat,
  from,
  retry,
  throwError,
  timer,
  type MonoTypeOperatorFunction,
  type ObservableInput,
} from 'rxjs';
import { isSmoothOperatorError, type SmoothOperatorError } from '../protocol';

export interface RetryTurnOptions {
  /** How many times at most. @defaultValue 2 */
  readonly count?: number;
  /**
   * Milliseconds before each retry, or when to: the first value of what the function gives. @defaultValue 1000, doubled each time
   */
  readonly delay?:
    number | ((error: SmoothOperatorError, retry: number) => ObservableInput<unknown>);
  /**
   * Also send again what ran tools before it broke off. A write may then run twice. @defaultValue false
   */
  readonly repeatWrites?: boolean;
}

/**
 * Sends the message again when the turn has failed in a way that a second attempt can mend: never
 * sent, interrupted, timed out, or a server that could not just now.
 *
 * ```
 * turn          ack--t--#  interrupted
 * again                     ack--t--t--(eventual_response|)
 * retryTurn()   ack--t------ack--t--t--(eventual_response|)
 * ```
 *
 * What the first attempt emitted stays emitted; the events of the second have a requestId of their
 * own. An error with `retryable: false` ends it, and so does one that is not this library's. A turn
 * that broke off after its tools may have run is such an error, unless `repeatWrites` says otherwise.
 *
 * It comes after the operators that answer prompts: their questions are then taken back when the
 * attempt that asked fails.
 *
 * @throws the last error, when no attempt is left or a delay completes without a value
 * @example
 * session.turn('Where is my order?').pipe(retryTurn({ count: 3 }), reply())
 */
export function retryTurn<T>({
  count = 2,
  delay = 1_000,
  repeatWrites = false,
}: RetryTurnOptions = {}): MonoTypeOperatorFunction<T> {
  return retry({
    count,
    delay: (error: unknown, attempt) => {
      if (!isSmoothOperatorError(error) || !mayRepeat(error, repeatWrites)) {
        return throwError(() => error);
      }
      return typeof delay === 'number'
        ? timer(delay * 2 ** (attempt - 1))
        : concat(
            from(delay(error, attempt)),
            throwError(() => error),
          );
    },
  });
}

function mayRepeat(error: SmoothOperatorError, repeatWrites: boolean): boolean {
  const brokeOff = error.kind === 'interrupted' || error.kind === 'timeout';
  return error.retryable || (repeatWrites && brokeOff);
}
