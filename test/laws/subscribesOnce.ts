import type { TurnEvent } from 'smooth-operator-rx';
import { it } from 'vitest';
import { turnTest } from '../turnTest';
import { aTurn, type TurnOperator } from './aTurn';

/** One subscription, one message sent: a second one to the source would send it twice. */
export function subscribesOnce(op: TurnOperator): void {
  it('subscribes to its source once', () => {
    turnTest(({ cold, expectObservable, expectSubscriptions }) => {
      const letters = aTurn().map((_, at) => String.fromCharCode('a'.charCodeAt(0) + at));
      const values = Object.fromEntries(aTurn().map((event, at) => [letters[at], event]));
      const source$ = cold<TurnEvent>(`${letters.join('')}|`, values);
      const subscribed = `^${'-'.repeat(letters.length - 1)}!`;

      expectObservable(source$.pipe(op));
      expectSubscriptions(source$.subscriptions).toBe(subscribed);
    });
  });
}
