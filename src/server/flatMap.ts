import { map, Observable, takeWhile, type OperatorFunction } from 'rxjs';

/**
 * `mergeMap` to arrays, without a subscription for each value: a turn has several values for every
 * token.
 */
export function flatMap<T, R>(project: (value: T) => readonly R[]): OperatorFunction<T, R> {
  return (source$) =>
    new Observable((subscriber) => {
      // A source may emit before subscribing to it has returned: there is nothing else to leave it by.
      const isHeard = () => !subscriber.closed;
      return source$.pipe(takeWhile(isHeard), map(project)).subscribe({
        next: (results) => {
          for (const result of results) subscriber.next(result);
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
