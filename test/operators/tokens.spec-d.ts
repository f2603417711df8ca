import { of, type Observable } from 'rxjs';
import { tokens, type TurnEvent } from 'smooth-operator-rx';
import { describe, expectTypeOf, it } from 'vitest';

declare const turn$: Observable<TurnEvent>;

describe('tokens', () => {
  it('gives the text of each token', () => {
    expectTypeOf(turn$.pipe(tokens())).toEqualTypeOf<Observable<string>>();
  });

  it('takes a turn, and no argument', () => {
    // @ts-expect-error -- a number is no event
    void of(1).pipe(tokens());
    // @ts-expect-error -- text is no event any more
    void turn$.pipe(tokens(), tokens());
    // @ts-expect-error -- there is nothing to choose
    void turn$.pipe(tokens('r1'));
  });
});
