import { Observable, switchMap, take } from 'rxjs';
import { operatorError } from '../protocol';
import type { TurnEvent } from './events';
import type { BusyPolicy, Lane, Release } from './lane';
import type { Hold } from './lease';
import { LiveTurn } from './liveTurn';
import type { Message } from './message';
import type { TurnContext } from './turnContext';

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
  context$: Observable<TurnContext>,
  lane: Lane,
  hold: Hold,
): Observable<TurnEvent> {
  return new Observable<TurnEvent>((subscriber) => {
    let release: Release | undefined;
    let live: LiveTurn | undefined;

    // Before anything is acquired: all of it may happen, and fail, while it is being subscribed to.
    hold.take();
    subscriber.add(() => {
      if (live) live.leave();
      else release?.();
      hold.drop();
    });

    const preempt = () => {
      if (live) live.cancel();
      else subscriber.error(replaced());
    };
    const ready$ = lane.enter(policy, preempt).pipe(
      switchMap((given) => {
        release = given;
        return context$;
      }),
      take(1), // what it took to get here is not kept while the turn runs
    );
    subscriber.add(
      ready$.subscribe({
        next: (context) => {
          live = new LiveTurn(context, message, subscriber, release as Release);
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
