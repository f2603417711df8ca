import { dematerialize, materialize, switchMap, type Observable } from 'rxjs';

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
    switchMap((context) => project(context).pipe(materialize())),
    dematerialize(),
  );
}
