import { from, isObservable, of, type Observable, type ObservableInput } from 'rxjs';

/** What a person can decide on. Arrays are not among it: they would be taken for a stream. */
export type Plain = string | boolean | Readonly<Record<string, unknown>> | null;

/** A plain value as it is, or whatever else RxJS can subscribe to. */
export function inputOf<A extends Plain>(decision: A | ObservableInput<A>): Observable<A> {
  return isInput(decision) ? from(decision) : of(decision);
}

function isInput<A>(decision: A | ObservableInput<A>): decision is ObservableInput<A> {
  if (isObservable(decision)) return true;
  if (typeof decision !== 'object' || decision === null) return false;
  return 'then' in decision || Symbol.iterator in decision || Symbol.asyncIterator in decision;
}
