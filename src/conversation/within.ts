import { endWith, switchMap, takeWhile, type Observable } from 'rxjs';

/** Stands for the end of the project, so that it travels through the context. */
const END = Symbol('end');

/**
 * Runs one thing inside a held context: the context is held until that thing ends.
 *
 * ```
 * context  --c---------------!
 * project    --a--b--|
 * result   ----a--b--|
 * ```
 */
export function within<C, T>(
  context$: Observable<C>,
  project: (context: C) => Observable<T>,
): Observable<T> {
  return context$.pipe(
    switchMap((context) => project(context).pipe(endWith(END))),
    takeWhile((value): value is T => value !== END),
  );
}
