import { map, Observable, type OperatorFunction } from 'rxjs';
import { untilLeft } from './untilLeft';

/**
 * `mergeMap` to arrays, without a subscription for each value: a turn has several values for every
 * token.
 */
export function flatMap<T, R>(project: (value: T) => readonly R[]): OperatorFunction<T, R> {
  return (source$) =>
    new Observable((subscriber) =>
      source$.pipe(untilLeft(subscriber), map(project)).subscribe({
        next: (results) => {
          for (const result of results) subscriber.next(result);
        },
        error: (error: unknown) => {
          subscriber.error(error);
        },
        complete: () => {
          subscriber.complete();
        },
      }),
    );
}
