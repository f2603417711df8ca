import { Observable, of, take, timeout, type Subscriber } from 'rxjs';

/** How a park ended: with the person's answer, or without one. */
export type Ending<A> =
  | { readonly kind: 'answered'; readonly answer: A }
  | { readonly kind: 'superseded' }
  | { readonly kind: 'expired' };

interface Park<Q, A> {
  readonly question: Q;
  readonly subscriber: Subscriber<Ending<A>>;
}

/** The turns that wait for a person's answer: one per session, the newest. */
export class Parks<Q, A> {
  private readonly pending = new Map<string, Park<Q, A>>();

  /** @param expiry - how long a person may think, in milliseconds */
  constructor(readonly expiry: number) {}

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
   * ```
   */
  park(sessionId: string, question: Q): Observable<Ending<A>> {
    return new Observable<Ending<A>>((subscriber) => {
      const older = this.pending.get(sessionId);
      this.pending.set(sessionId, { question, subscriber });
      older?.subscriber.next({ kind: 'superseded' });
      return () => {
        if (this.pending.get(sessionId)?.subscriber === subscriber) this.pending.delete(sessionId);
      };
    }).pipe(take(1), timeout({ first: this.expiry, with: () => of({ kind: 'expired' } as const) }));
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
