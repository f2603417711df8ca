// The type is fp-ts's; the two constructors are not imported from there, because Node cannot load
// `fp-ts/Either` as a module, and what it can load, `fp-ts/lib`, no bundler can take apart.
import type { Either } from 'fp-ts/lib/Either.js';

export type { Either };

export function left<E>(error: E): Either<E, never> {
  return { _tag: 'Left', left: error };
}

export function right<A>(value: A): Either<never, A> {
  return { _tag: 'Right', right: value };
}
