import { NEVER, Observable } from 'rxjs';

/**
 * Emits when waiting longer has become pointless: the network is back, the page was restored, or
 * its tab became visible. Never emits where there are no such events (Node).
 */
export function wakeUps(): Observable<void> {
  if (typeof window === 'undefined' || typeof document === 'undefined') return NEVER;
  return new Observable<void>((subscriber) => {
    const wake = () => {
      subscriber.next();
    };
    const seen = () => {
      if (document.visibilityState === 'visible') wake();
    };
    const listen = (change: 'addEventListener' | 'removeEventListener') => {
      window[change]('online', wake);
      window[change]('pageshow', wake);
      document[change]('visibilitychange', seen);
    };
    listen('addEventListener');
    return () => {
      listen('removeEventListener');
    };
  });
}
