import type { TurnEvent } from 'smooth-operator-rx';
import { it } from 'vitest';
import { turnTest } from '../turnTest';
import type { TurnOperator } from './aTurn';

/** What brings the callback about, in columns. */
interface Provocation {
  readonly values: Readonly<Record<string, TurnEvent>>;
  readonly source: string;
  readonly subscribed: string;
  readonly expected: string;
  /** What the source fails with, if that is what calls the callback. */
  readonly error?: unknown;
}

/** What a callback throws comes out as it is, and the source is left in the same frame. */
export function failsWithItsCallback(
  op: (callback: () => never) => TurnOperator,
  { values, source, subscribed, expected, error }: Provocation,
): void {
  it('makes an error of what its callback throws, and leaves its source', () => {
    turnTest(({ hot, expectObservable, expectSubscriptions }) => {
      const thrown = new Error('thrown by the callback');
      const source$ = hot<TurnEvent>(source, values, error);
      const result$ = source$.pipe(
        op(() => {
          throw thrown;
        }),
      );

      expectObservable(result$).toBe(expected, values, thrown);
      expectSubscriptions(source$.subscriptions).toBe(subscribed);
    });
  });
}
