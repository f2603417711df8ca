import { Observable, type Subscription } from 'rxjs';

/** Keeps a connection for as long as anybody holds it. */
export interface Hold {
  readonly take: () => void;
  readonly drop: () => void;
  /** The source, with the connection held while it is subscribed to. */
  during<T>(source$: Observable<T>): Observable<T>;
}

/** Holds a connection by one subscription, however many hold it. */
export function holdOf(live$: Observable<unknown>): Hold {
  let holders = 0;
  let held: Subscription | undefined;

  const take = () => {
    if (holders++ === 0) held = live$.subscribe();
  };
  const drop = () => {
    if (--holders === 0) held?.unsubscribe();
  };
  return {
    take,
    drop,
    during: (source$) =>
      new Observable((subscriber) => {
        take();
        subscriber.add(drop);
        subscriber.add(source$.subscribe(subscriber));
      }),
  };
}
