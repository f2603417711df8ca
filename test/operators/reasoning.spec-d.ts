import { of, type Observable } from 'rxjs';
import { reasoning, type TurnEvent } from 'smooth-operator-rx';
import { describe, expectTypeOf, it } from 'vitest';

declare const turn$: Observable<TurnEvent>;

describe('reasoning', () => {
  it('gives the text of each thought', () => {
    expectTypeOf(turn$.pipe(reasoning())).toEqualTypeOf<Observable<string>>();
  });

  it('takes a turn, and no argument', () => {
    // @ts-expect-error -- a number is no event
    void of(1).pipe(reasoning());
    // @ts-expect-error -- text is no event any more
    void turn$.pipe(reasoning(), reasoning());
    // @ts-expect-error -- there is nothing to choose
    void turn$.pipe(reasoning('r1'));
  });
});
