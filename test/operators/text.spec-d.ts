import { of, type Observable } from 'rxjs';
import { text, type TurnEvent } from 'smooth-operator-rx';
import { describe, expectTypeOf, it } from 'vitest';

declare const turn$: Observable<TurnEvent>;

describe('text', () => {
  it('gives the text so far', () => {
    expectTypeOf(turn$.pipe(text())).toEqualTypeOf<Observable<string>>();
  });

  it('takes a turn, and no argument', () => {
    // @ts-expect-error -- a number is no event
    void of(1).pipe(text());
    // @ts-expect-error -- text is no event any more
    void turn$.pipe(text(), text());
    // @ts-expect-error -- there is nothing to choose
    void turn$.pipe(text('r1'));
  });
});
