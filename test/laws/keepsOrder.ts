import { from } from 'rxjs';
import { expect, it } from 'vitest';
import { aTurn, type TurnOperator } from './aTurn';

/** What came first is told first: within each value, and from one value to the next. */
export function keepsOrder(op: TurnOperator): void {
  it('keeps the order of events', () => {
    const values: number[][] = [];
    from(aTurn())
      .pipe(op)
      .subscribe((value) => values.push(numbersIn(value)));
    const latest = values.flatMap((numbers) => numbers.slice(-1));

    for (const numbers of [...values, latest]) {
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    }
  });
}

/** The numbers that {@link aTurn} put into the text of its events, each once. */
function numbersIn(value: unknown): number[] {
  const told = JSON.stringify(value).matchAll(/#(\d+)/g);
  return [...new Set(Array.from(told, ([, number]) => Number(number)))];
}
