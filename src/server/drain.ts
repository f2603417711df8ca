import { BehaviorSubject, filter, take, type Observable } from 'rxjs';

/** Who comes while it stops is answered with 503, and this. */
export const STOPPING = 'The server is about to stop. Try again later.';

/** Whether the server is about to stop: then it takes no new turn, and what runs may end. */
export class Drain {
  private readonly begun$ = new BehaviorSubject(false);

  /** Emits once, when it begins or at once if it has, and completes. */
  readonly begins$: Observable<unknown> = this.begun$.pipe(filter(Boolean), take(1));

  get hasBegun(): boolean {
    return this.begun$.value;
  }

  begin(): void {
    this.begun$.next(true);
  }
}
