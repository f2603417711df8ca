import { from } from 'rxjs';
import { expect, it } from 'vitest';
import { aTurn, type TurnOperator } from './aTurn';

/** Events are shared by all who watch: writing to one throws here, and would be seen elsewhere. */
export function mutatesNothing(op: TurnOperator): void {
  it('mutates no event', () => {
    const outcome: unknown[] = [];
    const events = aTurn();
    events.forEach(freeze);
    from(events)
      .pipe(op)
      .subscribe({
        error: (error: unknown) => outcome.push(error),
        complete: () => outcome.push('complete'),
      });
    expect(outcome).toEqual(['complete']);
  });
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  Object.freeze(value);
  Object.values(value).forEach(freeze);
}
