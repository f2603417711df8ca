import { of, type Observable } from 'rxjs';
import {
  answerInteractions,
  tokens,
  type InteractionDecision,
  type InteractionHandlers,
  type TurnEvent,
} from 'smooth-operator-rx';
import type { ChoicesSpec, IdentityIntakeSpec } from 'smooth-operator-rx/protocol';
import { describe, expectTypeOf, it } from 'vitest';

declare const turn$: Observable<TurnEvent>;

describe('answerInteractions', () => {
  it('gives a turn', () => {
    expectTypeOf(turn$.pipe(answerInteractions({}))).toEqualTypeOf<Observable<TurnEvent>>();
  });

  it('takes a turn', () => {
    // @ts-expect-error -- text is no event any more
    void turn$.pipe(tokens(), answerInteractions({}));
  });

  it('tells each handler the spec of its kind, and what was wrong', () => {
    answerInteractions({
      identity_intake: ({ spec, errors }) => {
        expectTypeOf(spec).toExtend<IdentityIntakeSpec>();
        expectTypeOf(errors?.[0]?.message).toEqualTypeOf<string | undefined>();
        return null;
      },
      choices: ({ spec }) => {
        expectTypeOf(spec).toExtend<ChoicesSpec>();
        return null;
      },
      otherwise: ({ kind, spec }) => {
        expectTypeOf(kind).toEqualTypeOf<string>();
        expectTypeOf(spec).toEqualTypeOf<Readonly<Record<string, unknown>>>();
        return null;
      },
    });
  });

  it('takes values of the kind, or null, or whatever gives either', () => {
    answerInteractions({ identity_intake: () => ({ email: 'alice@example.com' }) });
    answerInteractions({ identity_intake: () => of({ name: 'Alice' }, null) });
    answerInteractions({ choices: () => Promise.resolve({ answers: [{ header: 'Size' }] }) });
    answerInteractions({ otherwise: () => ({ signed: true }) });
    expectTypeOf<null>().toExtend<InteractionDecision<object>>();
    // @ts-expect-error -- an address is text
    answerInteractions({ identity_intake: () => ({ email: 7 }) });
    // @ts-expect-error -- an identity has no answers
    answerInteractions({ identity_intake: () => ({ answers: [] }) });
    // @ts-expect-error -- choices are a list of answers
    answerInteractions({ choices: () => of({ Size: 'L' }) });
    // @ts-expect-error -- null declines; undefined says nothing
    answerInteractions({ choices: () => undefined });
  });

  it('takes handlers for the kinds that it knows', () => {
    expectTypeOf<keyof InteractionHandlers>().toEqualTypeOf<
      'identity_intake' | 'choices' | 'otherwise'
    >();
    // @ts-expect-error -- any other kind is for otherwise
    answerInteractions({ signature: () => null });
  });
});
