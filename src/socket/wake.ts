import { NEVER, Observable } from 'rxjs';

/**
 * Emits when waiting longer has become pointless: the network is back, the page was restored, or
 * its tab became visible. A worker hears of the network alone. Never emits where there are no such
 * events (Node).
 */
export function wakeUps(): Observable<void> {
  if (typeof addEventListener === 'undefined') return NEVER;
  return new Observable<void>((subscriber) => {
    const wake = () => {
      subscriber.next();
    };
    const seen = () => {
      if (document.visibilityState === 'visible') wake();
    };
    const listen = (change: 'addEventListener' | 'removeEventListener') => {
      globalThis[change]('online', wake);
      globalThis[change]('pageshow', wake);
      (globalThis.document as Document | undefined)?.[change]('visibilitychange', seen);
    };
    listen('addEventListener');
    return () => {
      listen('removeEventListener');
    };
  });
}
