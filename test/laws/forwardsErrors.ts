import { concat, from, Subject, throwError } from 'rxjs';
import type { TurnEvent } from 'smooth-operator-rx';
import { expect, it } from 'vitest';
import { aTurn, type TurnOperator } from './aTurn';

/** The source's error, the same reference, at once; and nothing after it. */
export function forwardsErrors(op: TurnOperator): void {
  it.each([
    ['first', []],
    ['in mid-turn', aTurn().slice(0, 6)],
    ['last', aTurn()],
  ])('forwards an error that comes %s', (_, events) => {
    const error = new Error('gone');
    const heard: unknown[] = [];
    concat(
      from(events),
      throwError(() => error),
    )
      .pipe(op)
      .subscribe({ error: (caught: unknown) => heard.push(caught) });
    expect(heard).toHaveLength(1);
    expect(heard[0]).toBe(error);
  });

  it('has left its source when it forwards an error', () => {
    const source$ = new Subject<TurnEvent>();
    source$.pipe(op).subscribe({ error: () => undefined });
    expect(source$.observed).toBe(true);
    source$.error(new Error('gone'));
    expect(source$.observed).toBe(false);
  });
}
