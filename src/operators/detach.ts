import { Observable, type MonoTypeOperatorFunction } from 'rxjs';

/**
 * Leaves without stopping. Unsubscribing from a turn cancels it; unsubscribing from a detached turn
 * lets it run to its end, unobserved: the reply is stored, and is in the history.
 *
 * ```
 * turn         ack--t--t--t--(eventual_response|)
 * unsubscribe  ----------!
 * detach()     ack--t--t-                          no cancel
 * ```
 *
 * The connection is held until the turn has ended. Prompts go on being answered by the operators
 * above `detach`; with none, a prompt waits until the server gives up on it. What goes wrong after
 * leaving is nobody's to hear.
 *
 * @example
 * session.turn('Write the report').pipe(confirmWrites(() => true), detach(), takeUntil(pageLeft$)).subscribe(show);
 */
export function detach<T>(): MonoTypeOperatorFunction<T> {
  return (turn$) =>
    new Observable<T>((subscriber) => {
      // Not handed to the subscriber as its teardown: that is the whole operator.
      turn$.subscribe({
        next: (event) => {
          subscriber.next(event);
        },
        error: (error: unknown) => {
          subscriber.error(error);
        },
        complete: () => {
          subscriber.complete();
        },
      });
    });
}
