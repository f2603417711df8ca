import { firstValueFrom, of, type Observable } from 'rxjs';
import { reply, type Reply, type TurnEvent } from 'smooth-operator-rx';
import type { Citation, Usage } from 'smooth-operator-rx/protocol';
import { describe, expectTypeOf, it } from 'vitest';

declare const turn$: Observable<TurnEvent>;

describe('reply', () => {
  it('gives the payload of the answer and its text', () => {
    expectTypeOf(turn$.pipe(reply())).toEqualTypeOf<Observable<Reply>>();
    expectTypeOf(firstValueFrom(turn$.pipe(reply()))).resolves.toEqualTypeOf<Reply>();
    expectTypeOf<Reply['text']>().toEqualTypeOf<string>();
    expectTypeOf<Reply['messageId']>().toEqualTypeOf<string>();
    expectTypeOf<NonNullable<Reply['usage']>>().toExtend<Usage>();
    expectTypeOf<NonNullable<Reply['citations']>[number]>().toExtend<Citation>();
  });

  it('knows no more of the response than the protocol does', () => {
    expectTypeOf<Reply['response']>().toBeUnknown();
  });

  it('takes a turn, and no argument', () => {
    // @ts-expect-error -- a number is no event
    void of(1).pipe(reply());
    // @ts-expect-error -- there is nothing to choose
    void turn$.pipe(reply({ text: true }));
  });

  it('gives what is not to be written to', () => {
    turn$.pipe(reply()).subscribe((answer) => {
      // @ts-expect-error -- readonly
      answer.text = '';
    });
  });
});
