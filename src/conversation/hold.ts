import { Observable, Subscription } from 'rxjs';

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
  let held: Subscription;

  const take = () => {
    if (holders++) return;
    held = new Subscription(); // first: it may be dropped while it is being taken
    held.add(live$.subscribe());
  };
  const drop = () => {
    if (!--holders) held.unsubscribe();
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
