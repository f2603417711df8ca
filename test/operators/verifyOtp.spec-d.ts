import { of, type MonoTypeOperatorFunction, type Observable } from 'rxjs';
import { tokens, verifyOtp, type OneTimeCodeRequest, type TurnEvent } from 'smooth-operator-rx';
import { describe, expectTypeOf, it } from 'vitest';

declare const turn$: Observable<TurnEvent>;

describe('verifyOtp', () => {
  it('gives a turn', () => {
    expectTypeOf(turn$.pipe(verifyOtp(() => '123456'))).toEqualTypeOf<Observable<TurnEvent>>();
    expectTypeOf(verifyOtp).returns.toEqualTypeOf<MonoTypeOperatorFunction<TurnEvent>>();
  });

  it('takes a turn', () => {
    // @ts-expect-error -- text is no event any more
    void turn$.pipe(tokens()).pipe(verifyOtp(() => '123456'));
  });

  it('takes a code as text, or whatever gives it', () => {
    verifyOtp(() => '123456');
    verifyOtp(() => of('123456'));
    verifyOtp(() => Promise.resolve('123456'));
    // @ts-expect-error -- a number loses its leading zeros
    verifyOtp(() => 123456);
    // @ts-expect-error -- a dismissed dialog says EMPTY
    verifyOtp(() => Promise.resolve(null));
    // @ts-expect-error -- somebody has to type it in
    verifyOtp();
  });

  it('tells ask where the code was sent, and why the last one was not taken', () => {
    verifyOtp((request) => {
      expectTypeOf(request).toEqualTypeOf<OneTimeCodeRequest>();
      expectTypeOf(request.channel).toEqualTypeOf<'email' | 'sms'>();
      expectTypeOf(request.rejected?.attemptsRemaining).toEqualTypeOf<number | undefined>();
      return '';
    });
  });
});
