import { defer, filter, merge, noop, Observable, of, retry, switchMap, take } from 'rxjs';
import type { Cause } from '../socket/cause';
import type { TurnEvent } from './events';
import { busy, type BusyPolicy, type Lane, type Place } from './lane';
import { LiveTurn } from './liveTurn';
import type { Message } from './message';
import { offlineQueue, type Patience } from './offline';
import { isUsable, type Line, type Pool } from './pool';
import type { TurnContext } from './turnContext';

/** Where turns run: one at a time on each line of the pool, in a session there. */
export interface Track {
  readonly pool: Pool;
  readonly lane: Lane;
  /** What becomes of a turn while all lines are down. */
  readonly offline: Patience;
  /** The session on a line, once; opened or resumed there first. */
  readonly contextOn: (line: Line, patience: Patience) => Observable<TurnContext>;
}

/** A turn that has a line which is down gives it back, and waits, if at all, without a place. */
const NO_PATIENCE = offlineQueue('reject', noop);

/**
 * A cold turn: each subscription waits for its place, holds the connection, and sends one
 * `send_message` with an id of its own.
 *
 * ```
 * turn         (send)--ack--t--t--t--(eventual_response|)
 * failed       (send)--ack--t--(error#)
 * cancelled    (send)--ack--t--(cancelled|)
 * unsubscribe  (send)--ack--t--!                            cancel sent, once
 * lost         (send)--ack--t--#                            kind: interrupted
 * ```
 */
export function turn(
  message: Message,
  policy: BusyPolicy,
  { pool, lane, offline, contextOn }: Track,
): Observable<TurnEvent> {
  return new Observable<TurnEvent>((subscriber) => {
    let place: Place | undefined;
    let live: LiveTurn | undefined;
    let isNext: boolean | undefined;
    let { hold } = pool.line();

    // Before anything is acquired: all of it may happen, and fail, while it is being subscribed to.
    hold.take();
    subscriber.add(() => {
      if (live) live.leave();
      else place?.release();
      hold.drop();
    });

    const preempt = () => {
      if (!live?.cancel()) {
        subscriber.error(busy('REPLACED', 'Another took its place', false));
      }
    };
    const ready$ = defer(() => {
      place = undefined; // an error of the lane is no line's
      return lane(policy, preempt, isNext);
    }).pipe(
      switchMap((given) => {
        place = given;
        const before = hold;
        ({ hold } = place.line); // first: who is told of a connection that opens may leave
        hold.take();
        before.drop();
        return contextOn(place.line, NO_PATIENCE);
      }),
      take(1), // what it took to get here is not kept while the turn runs
      retry({
        delay: (error: unknown, count) => {
          if (live || !place || isUsable(place.line)) throw error;
          const { kind, cause } = error as { readonly kind?: string; readonly cause?: Cause };
          // Nothing was sent: a line that could not be opened leaves the turn to the others.
          const best = () => pool.line().now().state.status;
          const isOver = best() === 'closed';
          if (isOver && kind !== 'interrupted') throw error;
          // Once more where all is over: what went with its connection does not say that nothing was sent.
          isNext = isOver || (count < pool.lines.length && pool.isAnyUsable());
          if (isNext) {
            place.release();
            return of(0);
          }
          return merge(
            offline.wait(cause),
            pool.changes$.pipe(filter(() => /open|closed/.test(best()))),
            new Observable(place.release), // last: who waits behind it stays behind it
          );
        },
      }),
    );
    if (subscriber.closed) return; // left by who watches the connection that it began to open
    subscriber.add(
      ready$.subscribe({
        next: (context) => {
          live = new LiveTurn(context, message, subscriber, (place as Place).release);
          live.send();
        },
        error: (error: unknown) => {
          // Lost while it was being sent: the turn hears of that itself, and knows how far it came.
          if (!live) subscriber.error(error);
        },
      }),
    );
  });
}
