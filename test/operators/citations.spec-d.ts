import { of, type Observable } from 'rxjs';
import { citations, type TurnEvent } from 'smooth-operator-rx';
import type { Citation } from 'smooth-operator-rx/protocol';
import { describe, expectTypeOf, it } from 'vitest';

declare const turn$: Observable<TurnEvent>;

describe('citations', () => {
  it('gives the list of what is cited', () => {
    expectTypeOf(turn$.pipe(citations())).toEqualTypeOf<Observable<readonly Citation[]>>();
    expectTypeOf<Citation['url']>().toEqualTypeOf<string | undefined>();
  });

  it('takes a turn, and no argument', () => {
    // @ts-expect-error -- a number is no event
    void of(1).pipe(citations());
    // @ts-expect-error -- there is nothing to choose
    void turn$.pipe(citations(3));
  });

  it('gives what is not to be written to', () => {
    turn$.pipe(citations()).subscribe((found) => {
      expectTypeOf(found).not.toHaveProperty('sort');
    });
  });
});
