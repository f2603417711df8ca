import { defer, EMPTY, mergeMap, of, repeat, type Observable } from 'rxjs';
import { demand } from './invalid';
import type { LogOptions, LogPageOptions } from './methods/monitoring';
import type { VASLog } from './results/vasLog';

/** The logs of all pages; a page is fetched when the last log of the one before is delivered. */
export function logsOf(
  pageAt: (options: LogPageOptions) => Observable<readonly VASLog[]>,
  { pageSize = 100, more$ = of(0), ...filters }: LogOptions = {},
): Observable<VASLog> {
  return defer(() => {
    demand(pageSize > 0, 'pageSize must be above 0');
    let offset = 0;
    let isLast = false;
    // What was logged meanwhile moves the others down, onto the next page.
    let before: ReadonlySet<string> = new Set();
    return defer(() => pageAt({ ...filters, limit: pageSize, offset })).pipe(
      mergeMap((page) => {
        isLast = page.length === 0;
        offset += page.length;
        const known = before;
        before = new Set(page.map(({ request_id }) => request_id));
        return page.filter(({ request_id }) => request_id === '' || !known.has(request_id));
      }),
      repeat({ delay: () => (isLast ? EMPTY : more$) }),
    );
  });
}
