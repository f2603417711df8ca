import { Observable, of, take, timeout, type Subscriber } from 'rxjs';

/** How a question for approval ended, and why. */
export type Verdict =
  { readonly approved: true } | { readonly approved: false; readonly reason: string };

/** Gives the answer to a parked write. */
export type Answer = (approved: boolean) => void;

/** The writes that wait for a person's approval: one per session, the newest. */
export class Confirmations {
  private readonly pending = new Map<string, Subscriber<Verdict>>();

  /** @param expiry - how long a person may think, in milliseconds; then it counts as a no */
  constructor(private readonly expiry: number) {}

  /**
   * Parks until the session's answer. An older park of the same session is denied; unsubscribing
   * drops the park.
   *
   * ```
   * answered    ----(v|)          approved, or denied by the person
   * superseded  ----(v|)          denied
   * expired     -- 300 s --(v|)   denied
   * ```
   */
  park(sessionId: string): Observable<Verdict> {
    return new Observable<Verdict>((subscriber) => {
      this.pending
        .get(sessionId)
        ?.next({ approved: false, reason: 'a newer question replaced this one.' });
      this.pending.set(sessionId, subscriber);
      return () => {
        if (this.pending.get(sessionId) === subscriber) this.pending.delete(sessionId);
      };
    }).pipe(
      take(1),
      timeout({
        first: this.expiry,
        with: () =>
          of({ approved: false, reason: `no answer within ${this.expiry / 1000} s.` } as const),
      }),
    );
  }

  /** Takes the session's park, so that a second answer finds none. */
  take(sessionId: string): Answer | undefined {
    const parked = this.pending.get(sessionId);
    this.pending.delete(sessionId);
    return (
      parked &&
      ((approved) => {
        parked.next(approved ? { approved } : { approved, reason: 'the write was not approved.' });
      })
    );
  }
}
