import { takeWhile, type MonoTypeOperatorFunction, type Subscriber } from 'rxjs';

/**
 * Stops a source that goes on without a pause when its subscriber has left: it may emit before
 * subscribing to it has returned, and there is nothing else to leave it by until then.
 */
export function untilLeft<T>(subscriber: Subscriber<unknown>): MonoTypeOperatorFunction<T> {
  return takeWhile(() => !subscriber.closed);
}
