import { BehaviorSubject, defer, filter, finalize, take, type Observable } from 'rxjs';

/** What a connection asked for and has not been answered in full: its turn is one of them. */
export class Requests {
  private readonly open$ = new BehaviorSubject(0);

  /** Emits once, as soon as nothing is under way. */
  readonly settled$: Observable<unknown> = this.open$.pipe(
    filter((open) => open === 0),
    take(1),
  );

  get open(): number {
    return this.open$.value;
  }

  /** Counts a request for as long as it is being answered. */
  count<T>(answers$: Observable<T>): Observable<T> {
    return defer(() => {
      this.open$.next(this.open + 1);
      return answers$.pipe(
        finalize(() => {
          this.open$.next(this.open - 1);
        }),
      );
    });
  }
}
