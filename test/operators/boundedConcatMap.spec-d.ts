import { of, type Observable } from 'rxjs';
import { boundedConcatMap, tokens, type TurnEvent } from 'smooth-operator-rx';
import { describe, expectTypeOf, it } from 'vitest';

declare const turn$: Observable<TurnEvent>;

describe('boundedConcatMap', () => {
  it('gives what the projection does', () => {
    expectTypeOf(turn$.pipe(boundedConcatMap(({ type }) => of(type)))).toEqualTypeOf<
      Observable<TurnEvent['type']>
    >();
    expectTypeOf(turn$.pipe(boundedConcatMap(() => Promise.resolve(1)))).toEqualTypeOf<
      Observable<number>
    >();
  });

  it('takes a turn', () => {
    const work = boundedConcatMap((event) => of(event));
    // @ts-expect-error -- text is no event any more
    void turn$.pipe(tokens(), work);
  });

  it('takes a projection that says when it is done', () => {
    // @ts-expect-error -- nothing tells when there is time for the next
    void boundedConcatMap(() => undefined);
  });

  it('takes a limit and a policy that exists', () => {
    void boundedConcatMap(() => of(1), { limit: 10, overflow: 'dropOldest' });
    // @ts-expect-error -- no such policy
    void boundedConcatMap(() => of(1), { overflow: 'dropNewest' });
    // @ts-expect-error -- no such option
    void boundedConcatMap(() => of(1), { size: 10 });
  });
});
