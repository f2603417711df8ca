import { of, type Observable } from 'rxjs';
import { usage, type TurnEvent } from 'smooth-operator-rx';
import type { Usage } from 'smooth-operator-rx/protocol';
import { describe, expectTypeOf, it } from 'vitest';

declare const turn$: Observable<TurnEvent>;

describe('usage', () => {
  it('gives what the turn cost, never undefined', () => {
    expectTypeOf(turn$.pipe(usage())).toEqualTypeOf<Observable<Usage>>();
    expectTypeOf<Usage['costUsd']>().toEqualTypeOf<number | undefined>();
  });

  it('takes a turn, and no argument', () => {
    // @ts-expect-error -- a number is no event
    void of(1).pipe(usage());
    // @ts-expect-error -- there is nothing to choose
    void turn$.pipe(usage('USD'));
  });
});
