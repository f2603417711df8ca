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
    window.addEventListener('online', wake);
    window.addEventListener('pageshow', wake);
    document.addEventListener('visibilitychange', seen);
    return () => {
      window.removeEventListener('online', wake);
      window.removeEventListener('pageshow', wake);
      document.removeEventListener('visibilitychange', seen);
    };
  });
}
