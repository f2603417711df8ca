import { Observable, type Subscription } from 'rxjs';

/** Keeps the connection for as long as anybody holds it. */
export class Hold {
  readonly #live$: Observable<unknown>;
  #holders = 0;
  #held: Subscription | undefined;

  constructor(live$: Observable<unknown>) {
    this.#live$ = live$;
  }

  take(): void {
    if (this.#holders++ === 0) this.#held = this.#live$.subscribe();
  }

  drop(): void {
    if (--this.#holders === 0) this.#held?.unsubscribe();
  }

  /** The source, with the connection held while it is subscribed to. */
  during<T>(source$: Observable<T>): Observable<T> {
    return new Observable((subscriber) => {
      this.take();
      subscriber.add(() => {
        this.drop();
      });
      subscriber.add(source$.subscribe(subscriber));
    });
  }
}
