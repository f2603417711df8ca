import { concat, defer, finalize, from, ignoreElements, switchMap, type Observable } from 'rxjs';
import { startServer, type RunningServer, type ServerOptions } from '../server';

/**
 * Runs a server for as long as `use` lasts, and completes when it has been closed.
 *
 * ```
 * use         --1-2-|
 * withServer  --1-2-----|     the server has closed
 * ```
 */
export function withServer<T>(
  options: ServerOptions,
  use: (server: RunningServer) => Observable<T>,
): Observable<T> {
  return defer(() => {
    const starting = startServer(options);
    const close = () => starting.then((server) => server.close());
    return from(starting).pipe(
      switchMap((server) => concat(use(server), defer(close).pipe(ignoreElements()))),
      finalize(() => {
        close().catch(() => undefined); // that it did not start has been told already
      }),
    );
  });
}
