import { of, Subject, type MonoTypeOperatorFunction, type Observable } from 'rxjs';
import { confirmWrites, tokens, type TurnEvent, type WritePrompt } from 'smooth-operator-rx';
import { describe, expectTypeOf, it } from 'vitest';

declare const turn$: Observable<TurnEvent>;

describe('confirmWrites', () => {
  it('gives a turn', () => {
    expectTypeOf(turn$.pipe(confirmWrites(() => true))).toEqualTypeOf<Observable<TurnEvent>>();
    expectTypeOf(confirmWrites).returns.toEqualTypeOf<MonoTypeOperatorFunction<TurnEvent>>();
  });

  it('takes a turn', () => {
    // @ts-expect-error -- text is no event any more
    void turn$.pipe(tokens()).pipe(confirmWrites(() => true));
  });

  it('takes a decision as a boolean, or whatever gives one', () => {
    confirmWrites(() => true);
    confirmWrites(() => of(true));
    confirmWrites(() => new Subject<boolean>());
    confirmWrites(() => Promise.resolve(false));
    confirmWrites(({ toolId }) => (toolId === 'issue_refund' ? Promise.resolve(true) : false));
    // @ts-expect-error -- text is no decision
    confirmWrites(() => 'yes');
    // @ts-expect-error -- nor is what only looks like one
    confirmWrites(() => Promise.resolve('yes'));
    // @ts-expect-error -- silence is one neither: it takes EMPTY to say nothing
    confirmWrites(() => undefined);
    // @ts-expect-error -- somebody has to decide
    confirmWrites();
  });

  it('tells decide what it is about', () => {
    confirmWrites((prompt) => {
      expectTypeOf(prompt).toEqualTypeOf<WritePrompt>();
      expectTypeOf(prompt.toolId).toEqualTypeOf<string>();
      expectTypeOf(prompt.actionDescription).toEqualTypeOf<string>();
      expectTypeOf(prompt.expiresAt).toEqualTypeOf<number>();
      // @ts-expect-error -- a write asks for no values
      void prompt.answer({ values: {} });
      return true;
    });
  });
});
