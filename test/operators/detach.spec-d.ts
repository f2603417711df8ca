import { of, type Observable } from 'rxjs';
import { detach, tokens, type TurnEvent } from 'smooth-operator-rx';
import { describe, expectTypeOf, it } from 'vitest';

declare const turn$: Observable<TurnEvent>;

describe('detach', () => {
  it('gives what it takes, wherever it stands', () => {
    expectTypeOf(turn$.pipe(detach())).toEqualTypeOf<Observable<TurnEvent>>();
    expectTypeOf(turn$.pipe(tokens(), detach())).toEqualTypeOf<Observable<string>>();
    expectTypeOf(of(1).pipe(detach())).toEqualTypeOf<Observable<number>>();
  });

  it('takes no argument', () => {
    // @ts-expect-error -- there is nothing to choose
    void turn$.pipe(detach(true));
  });
});
