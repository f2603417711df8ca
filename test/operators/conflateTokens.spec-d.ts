import { of, type MonoTypeOperatorFunction, type Observable } from 'rxjs';
import { conflateTokens, tokens, type TurnEvent } from 'smooth-operator-rx';
import { describe, expectTypeOf, it } from 'vitest';

declare const turn$: Observable<TurnEvent>;

describe('conflateTokens', () => {
  it('gives a turn', () => {
    expectTypeOf(turn$.pipe(conflateTokens())).toEqualTypeOf<Observable<TurnEvent>>();
    expectTypeOf(conflateTokens(50)).toEqualTypeOf<MonoTypeOperatorFunction<TurnEvent>>();
  });

  it('takes a turn', () => {
    // @ts-expect-error -- text is no event any more
    void turn$.pipe(tokens(), conflateTokens());
    // @ts-expect-error -- a number is no event
    void of(1).pipe(conflateTokens());
  });

  it('takes a number of milliseconds', () => {
    // @ts-expect-error -- without a unit
    conflateTokens('50ms');
    // @ts-expect-error -- without a name
    conflateTokens({ window: 50 });
  });
});
