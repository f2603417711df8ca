import { Subject } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { TurnEvent } from 'smooth-operator-rx';
import { expect, it } from 'vitest';
import { aTurn, type TurnOperator } from './aTurn';

/** However far the turn has come when it is left, nothing is scheduled any more. */
export function leavesNoTimer(op: TurnOperator): void {
  it('leaves no timer behind', () => {
    const scheduler = new TestScheduler(() => undefined);
    scheduler.run(() => {
      for (const length of aTurn().keys()) {
        const source$ = new Subject<TurnEvent>();
        const subscription = source$.pipe(op).subscribe();
        for (const event of aTurn().slice(0, length)) source$.next(event);
        subscription.unsubscribe();
        expect(scheduler.actions).toEqual([]);
      }
    });
  });
}
