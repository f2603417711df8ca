import { Observable, of, retry, switchMap, take } from 'rxjs';
import { operatorError } from '../protocol';
import type { TurnEvent } from './events';
import type { BusyPolicy, Lane, Place } from './lane';
import { LiveTurn } from './liveTurn';
import type { Message } from './message';
import { isUsable, type Line, type Pool } from './pool';
import type { TurnContext } from './turnContext';

/** Where turns run: one at a time on each line of the pool, in a session there. */
export interface Track {
  readonly pool: Pool;
  readonly lane: Lane;
  /** The session on a line, once; opened or resumed there first. */
  readonly contextOn: (line: Line) => Observable<TurnContext>;
}

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
  { pool, lane, contextOn }: Track,
): Observable<TurnEvent> {
  return new Observable<TurnEvent>((subscriber) => {
    let place: Place | undefined;
    let live: LiveTurn | undefined;
    let { hold } = pool.line();

    // Before anything is acquired: all of it may happen, and fail, while it is being subscribed to.
    hold.take();
    subscriber.add(() => {
      if (live) live.leave();
      else place?.release();
      hold.drop();
    });

    const preempt = () => {
      if (live) live.cancel();
      else subscriber.error(replaced());
    };
    const ready$ = lane(policy, preempt).pipe(
      switchMap((given) => {
        place = given;
        place.line.hold.take();
        hold.drop();
        ({ hold } = place.line);
        return contextOn(place.line);
      }),
      take(1), // what it took to get here is not kept while the turn runs
      retry({
        count: pool.lines.length - 1,
        delay: (error: unknown) => {
          // Nothing was sent: a line that could not be opened leaves the turn to the others.
          if (live || !place || isUsable(place.line) || !pool.isAnyUsable()) throw error;
          place.release();
          return of(0);
        },
      }),
    );
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

function replaced() {
  return operatorError(
    'busy',
    'REPLACED',
    'A turn with the policy `replace` took the place of this one before it was sent.',
    {},
  );
}
