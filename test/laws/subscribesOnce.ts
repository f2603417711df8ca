import type { TurnEvent } from 'smooth-operator-rx';
import { it } from 'vitest';
import { turnTest } from '../turnTest';
import { aTurn, type TurnOperator } from './aTurn';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** One subscription, one message sent: a second one to the source would send it twice. */
export function subscribesOnce(op: TurnOperator): void {
  it('subscribes to its source once', () => {
    turnTest(({ cold, expectObservable, expectSubscriptions }) => {
      const told = aTurn().map((event, at) => [LETTERS.charAt(at), event] as const);
      const letters = told.map(([letter]) => letter);
      const source$ = cold<TurnEvent>(`${letters.join('')}|`, Object.fromEntries(told));
      const subscribed = `^${'-'.repeat(letters.length - 1)}!`;

      expectObservable(source$.pipe(op));
      expectSubscriptions(source$.subscriptions).toBe(subscribed);
    });
  });
}
