import { EMPTY, filter, fromEvent, merge, type Observable } from 'rxjs';

/**
 * Emits when waiting longer has become pointless: the network is back, the page was restored, or
 * its tab became visible. Never emits where there are no such events (Node).
 */
export function wakeUps(): Observable<unknown> {
  if (typeof window === 'undefined' || typeof document === 'undefined') return EMPTY;
  return merge(
    fromEvent(window, 'online'),
    fromEvent(window, 'pageshow'),
    fromEvent(document, 'visibilitychange').pipe(
      filter(() => document.visibilityState === 'visible'),
    ),
  );
}
