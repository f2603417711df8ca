import { of, type Observable } from 'rxjs';
import { toolCalls, type TurnEvent } from 'smooth-operator-rx';
import type { JsonObject, ToolActivity } from 'smooth-operator-rx/protocol';
import { describe, expectTypeOf, it } from 'vitest';

declare const turn$: Observable<TurnEvent>;

describe('toolCalls', () => {
  it('gives calls and results, told apart by their kind', () => {
    expectTypeOf(turn$.pipe(toolCalls())).toEqualTypeOf<Observable<ToolActivity>>();

    turn$.pipe(toolCalls()).subscribe((activity) => {
      if (activity.kind === 'call') {
        expectTypeOf(activity.arguments).toEqualTypeOf<JsonObject>();
        expectTypeOf(activity).not.toHaveProperty('result');
      } else {
        expectTypeOf(activity.isError).toEqualTypeOf<boolean>();
        expectTypeOf(activity.result).toEqualTypeOf<string>();
      }
    });
  });

  it('takes a turn, and no argument', () => {
    // @ts-expect-error -- a number is no event
    void of(1).pipe(toolCalls());
    // @ts-expect-error -- there is nothing to choose
    void turn$.pipe(toolCalls('issue_refund'));
  });
});
