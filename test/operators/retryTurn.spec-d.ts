import { of, timer, type Observable } from 'rxjs';
import {
  retryTurn,
  tokens,
  type RetryTurnOptions,
  type SmoothOperatorError,
  type TurnEvent,
} from 'smooth-operator-rx';
import { describe, expectTypeOf, it } from 'vitest';

declare const turn$: Observable<TurnEvent>;

describe('retryTurn', () => {
  it('gives what it takes, wherever it stands', () => {
    expectTypeOf(turn$.pipe(retryTurn())).toEqualTypeOf<Observable<TurnEvent>>();
    expectTypeOf(turn$.pipe(tokens(), retryTurn())).toEqualTypeOf<Observable<string>>();
    expectTypeOf(of(1).pipe(retryTurn({ count: 3 }))).toEqualTypeOf<Observable<number>>();
  });

  it('takes a delay in milliseconds, or when to', () => {
    retryTurn({ delay: 500 });
    retryTurn({ delay: () => timer(500) });
    retryTurn({ delay: () => Promise.resolve() });
    retryTurn({
      delay: (error, retry) => {
        expectTypeOf(error).toEqualTypeOf<SmoothOperatorError>();
        expectTypeOf(retry).toEqualTypeOf<number>();
        return error.kind === 'interrupted' ? timer(error.partialText.length) : of(retry);
      },
    });
    // @ts-expect-error -- without a unit
    retryTurn({ delay: '1s' });
    // @ts-expect-error -- a number says when only without a function around it
    retryTurn({ delay: () => 500 });
  });

  it('takes the options it has', () => {
    expectTypeOf<keyof RetryTurnOptions>().toEqualTypeOf<'count' | 'delay' | 'repeatWrites'>();
    // @ts-expect-error -- it is called count
    retryTurn({ attempts: 3 });
    // @ts-expect-error -- options have names
    retryTurn(3);
  });
});
