import type { TurnEvent } from 'smooth-operator-rx';
import { it } from 'vitest';
import { turnTest } from '../turnTest';
import type { TurnOperator } from './aTurn';

/** No event, no end: nothing is made up. */
export function mirrorsNever(op: TurnOperator): void {
  it('mirrors a source that never emits', () => {
    turnTest(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold<TurnEvent>(' -----');
      const subscribed = '             ^----';
      const expected = '               -----';

      expectObservable(source$.pipe(op)).toBe(expected);
      expectSubscriptions(source$.subscriptions).toBe(subscribed);
    });
  });
}
