import type { TurnEvent } from 'smooth-operator-rx';
import { it } from 'vitest';
import { turnTest } from '../turnTest';
import type { TurnOperator } from './aTurn';

/** It completes in the frame its source does. */
export function mirrorsEmpty(op: TurnOperator): void {
  it('mirrors a source that completes without an event', () => {
    turnTest(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold<TurnEvent>(' ---|');
      const subscribed = '             ^--!';
      const expected = '               ---|';

      expectObservable(source$.pipe(op)).toBe(expected);
      expectSubscriptions(source$.subscriptions).toBe(subscribed);
    });
  });
}
