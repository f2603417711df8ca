import {
  connect,
  endWith,
  ignoreElements,
  merge,
  takeUntil,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';

/**
 * Mirrors the source, and for as long as it lasts runs something else that watches it.
 *
 * ```
 * source      a--b--c--|
 * aside       --x--x--x!
 * alongside   a--b--c--|
 * ```
 */
export function alongside<T>(
  aside: (source$: Observable<T>) => Observable<unknown>,
): MonoTypeOperatorFunction<T> {
  return connect((source$) => {
    const ended$ = source$.pipe(ignoreElements(), endWith(true));
    return merge(aside(source$).pipe(ignoreElements(), takeUntil(ended$)), source$);
  });
}
