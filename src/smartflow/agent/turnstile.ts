import { Observable, finalize, mergeMap, take, type Subscriber } from 'rxjs';

/** Lets one through at a time, in the order of their subscriptions. */
export class Turnstile {
  #isTaken = false;
  #isCalling = false;
  readonly #waiting = new Set<Subscriber<void>>();

  /**
   * The same work, begun when all before it is over. Unsubscribing from what waits takes it out of the
   * queue.
   */
  through<T>(work$: Observable<T>): Observable<T> {
    return this.#entry$.pipe(
      take(1),
      mergeMap(() =>
        work$.pipe(
          finalize(() => {
            this.#isTaken = false;
            this.#callNext();
          }),
        ),
      ),
    );
  }

  readonly #entry$ = new Observable<void>((subscriber) => {
    this.#waiting.add(subscriber);
    this.#callNext();
    return () => this.#waiting.delete(subscriber);
  });

  /** In a loop: work that is over as soon as it begins would otherwise call the next from within. */
  #callNext(): void {
    if (this.#isCalling) return;
    this.#isCalling = true;
    for (const next of this.#waiting) {
      if (this.#isTaken) break;
      this.#isTaken = true;
      next.next();
    }
    this.#isCalling = false;
  }
}
