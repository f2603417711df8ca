import { from, of, type Observable, type ObservableInput } from 'rxjs';

/** What a person can decide on. Arrays are not among it: they would be taken for a stream. */
export type Plain = string | boolean | Readonly<Record<string, unknown>> | null;

/** By a method of such a name RxJS knows what it can subscribe to. */
const STREAMING = [
  (Symbol.observable as symbol | undefined) ?? '@@observable',
  Symbol.iterator,
  Symbol.asyncIterator,
  'then',
  'getReader',
] as const;

/** A plain value as it is, or whatever else RxJS can subscribe to. */
export function inputOf<A extends Plain>(decision: A | ObservableInput<A>): Observable<A> {
  return isInput(decision) ? from(decision) : of(decision);
}

function isInput<A>(decision: A | ObservableInput<A>): decision is ObservableInput<A> {
  if (typeof decision !== 'object' || decision === null) return false;
  const members = decision as Readonly<Record<PropertyKey, unknown>>;
  return STREAMING.some((name) => typeof members[name] === 'function');
}
