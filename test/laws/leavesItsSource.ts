import type { TurnEvent } from 'smooth-operator-rx';
import { event } from 'smooth-operator-rx/testing';
import { it } from 'vitest';
import { turnTest } from '../turnTest';
import type { TurnOperator } from './aTurn';

/**
 * Unsubscribed, it unsubscribes, in the same frame: that is what cancels a turn.
 *
 * @param exception - `staysSubscribed` for the operator whose purpose is the opposite
 */
export function leavesItsSource(op: TurnOperator, exception?: 'staysSubscribed'): void {
  const what = exception ? 'lets its source run on' : 'leaves its source';

  it(`${what} when it is left`, () => {
    turnTest(({ hot, expectObservable, expectSubscriptions }) => {
      const source$ = hot<TurnEvent>('          -t-t-t-t-|', {
        t: event.streamToken('r1', 'a'),
      });
      const left = '                            ^---!';
      const subscribed = exception ? '          ^--------!' : left;

      expectObservable(source$.pipe(op), left);
      expectSubscriptions(source$.subscriptions).toBe(subscribed);
    });
  });
}
