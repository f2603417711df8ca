import { Readable } from 'node:stream';
import {
  defer,
  EMPTY,
  finalize,
  from,
  merge,
  mergeMap,
  of,
  repeat,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import { operatorError } from '../protocol';

/**
 * Makes something of each value, so many at a time, and takes the next value when there is room for it:
 * a file of a million lines stays on the disk. `mergeMap` would take them all at once, and keep them.
 *
 * ```
 * source              (pulled a, b)        (c)
 * project  a          ---1----2|
 *          b          -----3---------4|
 *          c                   -----5|
 * pullMap(…, 2, …)    ---1-3--2-----54|
 * ```
 *
 * Results come as they do, those of several values mixed. Leaving ends the source with `return`, and
 * destroys a stream.
 *
 * @param source - a Node stream in object mode, an array, a generator: whatever can be looped over
 * @param concurrency - how many values are worked on at once, at least 1
 * @param project - what becomes of a value
 * @throws through the Observable, what the source or a projection fails with; the others are left.
 * At once, `invalid`, for a concurrency that takes nothing
 * @example
 * const prompts = ['How long can I return an item?', 'And an opened one?'];
 * pullMap(prompts, 2, (prompt) => session.turn(prompt).pipe(reply())).subscribe(({ text }) => console.log(text));
 */
export function pullMap<T, R>(
  source: AsyncIterable<T> | Iterable<T>,
  concurrency: number,
  project: (value: T) => ObservableInput<R>,
): Observable<R> {
  if (!(concurrency >= 1)) {
    const message = 'pullMap: concurrency must be a number, 1 or more; nothing was taken.';
    throw operatorError('invalid', 'INVALID_OPTION', message, {});
  }
  return defer(() => {
    const iterator = iterating(source);
    let isDone = false;
    const worker$ = defer(() => from(iterator.next())).pipe(
      mergeMap((result) => {
        isDone ||= result.done === true;
        return result.done === true ? EMPTY : project(result.value);
      }),
      repeat({ delay: () => (isDone ? EMPTY : of(0)) }),
    );
    return merge(...Array.from({ length: concurrency }, () => worker$)).pipe(
      finalize(() => {
        if (!isDone) leave(source, iterator);
      }),
    );
  });
}

function iterating<T>(source: AsyncIterable<T> | Iterable<T>): AsyncIterator<T> {
  if (Symbol.asyncIterator in source) return source[Symbol.asyncIterator]();
  const iterator = source[Symbol.iterator]();
  return {
    next: () => Promise.resolve(iterator.next()),
    return: () => Promise.resolve(iterator.return?.() ?? { done: true, value: undefined }),
  };
}

function leave(source: object, iterator: AsyncIterator<unknown>): void {
  // The iterator of a stream hears of `return` only when what it waits for has come.
  if (source instanceof Readable) source.destroy();
  else iterator.return?.().catch(() => undefined);
}
