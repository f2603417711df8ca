import { defer, from } from 'rxjs';
import { expect, it } from 'vitest';
import { aTurn, type TurnOperator } from './aTurn';

/** Making it and piping it does nothing; each subscription begins anew. */
export function isCold(op: TurnOperator): void {
  it('is cold, and begins anew with each subscription', () => {
    let subscriptions = 0;
    const result$ = defer(() => {
      subscriptions++;
      return from(aTurn());
    }).pipe(op);
    expect(subscriptions).toBe(0);

    const emitted: unknown[][] = [];
    for (const times of [1, 2]) {
      const values: unknown[] = [];
      result$.subscribe((value) => values.push(value));
      emitted.push(values);
      expect(subscriptions).toBe(times);
    }
    expect(emitted[0]).not.toEqual([]);
    expect(emitted[1]).toEqual(emitted[0]);
  });
}
