import {
  materialize,
  noop,
  type BehaviorSubject,
  type Observable,
  type ObservableNotification,
} from 'rxjs';

/**
 * An Observable as something to loop over: subscribed to when the loop begins, left when it is left.
 * What comes faster than it is taken waits. `hungry$` hears whether there is nothing left to take,
 * so that the source can wait, too.
 */
export async function* iterate<T>(
  source$: Observable<T>,
  hungry$?: BehaviorSubject<boolean>,
): AsyncGenerator<T, void, undefined> {
  const waiting: ObservableNotification<T>[] = [];
  let wake: () => void = noop;
  // eslint-disable-next-line rxjs-x/no-ignored-error -- errors are notifications here
  const subscription = source$.pipe(materialize()).subscribe((notification) => {
    waiting.push(notification);
    hungry$?.next(false);
    wake();
  });
  try {
    for (;;) {
      const next = waiting.shift();
      if (next?.kind === 'N') yield next.value;
      else if (next?.kind === 'E') throw next.error;
      else if (next) return;
      else {
        hungry$?.next(true);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    subscription.unsubscribe();
  }
}
