import { from, isObservable, of, type Observable } from 'rxjs';

/** A value, or what gives one later: of a stream the last counts. Lists are values. */
export type Settled<T> = T | PromiseLike<T> | Observable<T>;

/** What a callback has returned, as an Observable. */
export function settled<T>(result: Settled<T>): Observable<T> {
  if (isObservable(result)) return result;
  return isPromiseLike(result) ? from(result) : of(result);
}

function isPromiseLike<T>(result: T | PromiseLike<T>): result is PromiseLike<T> {
  return (
    typeof result === 'object' &&
    result !== null &&
    typeof (result as { readonly then?: unknown }).then === 'function'
  );
}
