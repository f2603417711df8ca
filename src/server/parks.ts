import {
  defer,
  finalize,
  map,
  merge,
  NEVER,
  Observable,
  of,
  take,
  tap,
  timeout,
  type Subscriber,
} from 'rxjs';

/** How a park ended: with the person's answer, or without one. */
export type Ending<A> =
  | { readonly kind: 'answered'; readonly answer: A }
  | { readonly kind: 'superseded' }
  | { readonly kind: 'expired' }
  /** The server is about to stop. */
  | { readonly kind: 'closed' };

/** `dropped`: the turn ended first. */
export type ParkEnding = Ending<unknown>['kind'] | 'dropped';

/** What the parks of one kind tell and are told. */
export interface ParkHooks {
  /** Emits, at once if it has already, when nobody is to wait any longer. */
  readonly closing$: Observable<unknown>;
  parked(sessionId: string): void;
  resumed(sessionId: string, ending: ParkEnding): void;
}

const NO_HOOKS: ParkHooks = {
  closing$: NEVER,
  parked: () => undefined,
  resumed: () => undefined,
};

interface Park<Q, A> {
  readonly question: Q;
  readonly subscriber: Subscriber<Ending<A>>;
}

/** The turns that wait for a person's answer: one per session, the newest. */
export class Parks<Q, A> {
  private readonly pending = new Map<string, Park<Q, A>>();

  /** @param expiry - how long a person may think, in milliseconds */
  constructor(
    readonly expiry: number,
    private readonly hooks: ParkHooks = NO_HOOKS,
  ) {}

  /** How many turns wait. */
  get size(): number {
    return this.pending.size;
  }

  /**
   * Parks until the session's answer. A newer park of the same session ends an older one;
   * unsubscribing drops the park.
   *
   * ```
   * answered    ----(a|)
   * superseded  ----(s|)
   * expired     -- expiry --(e|)
   * closed      ----(c|)
   * ```
   */
  park(sessionId: string, question: Q): Observable<Ending<A>> {
    const { hooks } = this;
    const closed$ = hooks.closing$.pipe(map((): Ending<A> => ({ kind: 'closed' })));
    return defer(() => {
      let ending: ParkEnding = 'dropped';
      hooks.parked(sessionId);
      return merge(this.answer(sessionId, question), closed$).pipe(
        take(1),
        timeout({ first: this.expiry, with: () => of({ kind: 'expired' } as const) }),
        tap(({ kind }) => {
          ending = kind;
        }),
        finalize(() => {
          hooks.resumed(sessionId, ending);
        }),
      );
    });
  }

  /** What the session's person says, or that a newer question took the place of this one. */
  private answer(sessionId: string, question: Q): Observable<Ending<A>> {
    return new Observable((subscriber) => {
      const older = this.pending.get(sessionId);
      this.pending.set(sessionId, { question, subscriber });
      older?.subscriber.next({ kind: 'superseded' });
      return () => {
        if (this.pending.get(sessionId)?.subscriber === subscriber) this.pending.delete(sessionId);
      };
    });
  }

  /** What the session is asked, if anything. */
  look(sessionId: string): Q | undefined {
    return this.pending.get(sessionId)?.question;
  }

  /** Takes the session's park, so that a second answer finds none, and gives the way to answer it. */
  take(sessionId: string): ((answer: A) => void) | undefined {
    const parked = this.pending.get(sessionId);
    this.pending.delete(sessionId);
    return (
      parked &&
      ((answer) => {
        parked.subscriber.next({ kind: 'answered', answer });
      })
    );
  }
}
