import { of } from 'rxjs';
import { answerInteractions, type InteractionPrompt } from 'smooth-operator-rx';
import type { ClientAction, IdentityIntakeSpec } from 'smooth-operator-rx/protocol';
import { event } from 'smooth-operator-rx/testing';
import { describe, expect, it } from 'vitest';
import { asking, failsWithItsCallback, obeysTheLaws } from '../laws';
import { SESSION } from '../turnTest';
import { cancel, message, scene, TURN } from './scene';

const intake = { interactionId: 'i1', kind: 'identity_intake' };
const errors = [{ field: 'email', message: 'must be a valid email address' }];
const spec: IdentityIntakeSpec = { fields: [{ key: 'email', required: true }] };
const wrong = { email: 'alice' };
const right = { email: 'alice@example.com' };

const events = {
  a: event.accepted(TURN),
  i: event.interactionRequired(TURN, { ...intake, spec }),
  c: event.interactionRequired(TURN, { interactionId: 'i2', kind: 'choices' }),
  u: event.interactionRequired(TURN, { interactionId: 'i3', kind: 'signature' }),
  e: event.interactionInvalid('r3', { ...intake, errors }),
  r: event.toolResult(TURN, 'request_identity_intake', 'submitted'),
  n: event.error('r3', 'NO_PENDING_INTERACTION'),
  x: event.cancelled(TURN),
  z: event.eventualResponse(TURN),
};
const frames = {
  ...events,
  k: (action: ClientAction) => event.immediateResponse(action),
  e: (action: ClientAction) => event.interactionInvalid(action, { ...intake, errors }),
  E: event.interactionInvalid(TURN, { ...intake, errors }),
};

const submit = (requestId: string, fields: object) =>
  ({ action: 'submit_interaction', requestId, sessionId: SESSION, ...fields }) as ClientAction;
const actions = {
  s: message(),
  w: submit('r3', { ...intake, values: wrong }),
  r: submit('r3', { ...intake, values: right }),
  R: submit('r4', { ...intake, values: right }),
  d: submit('r3', { ...intake, declined: true }),
  c: submit('r3', { interactionId: 'i2', kind: 'choices', values: { answers: [] } }),
  C: submit('r4', { interactionId: 'i2', kind: 'choices', values: { answers: [] } }),
  u: submit('r3', { interactionId: 'i3', kind: 'signature', values: { signed: true } }),
  x: cancel(),
};

describe('answerInteractions', () => {
  obeysTheLaws(answerInteractions({ otherwise: () => null }));

  failsWithItsCallback((callback) => answerInteractions({ identity_intake: callback }), {
    values: { a: events.a, i: asking(events.i) },
    source: '    a-i-----',
    subscribed: '^-!',
    expected: '  a-(i#)',
  });

  it.each([
    ['identity_intake', 'a-i', 'a-i---r(z|)', 's----r'],
    ['choices', '        a-c', 'a-c---r(z|)', 's----c'],
    ['any other', '      a-u', 'a-u---r(z|)', 's----u'],
  ])('answers a card with what the handler of its kind says: %s', (_, spoken, expected, sent) => {
    const says = { send_message: spoken, submit_interaction: 'kr(z|)' };
    scene({ says, frames }, ({ turn$, sent$, cold, expectObservable }) => {
      const result$ = turn$.pipe(
        answerInteractions({
          identity_intake: () => cold(' ---(v|)', { v: right }),
          choices: () => cold('         ---(v|)', { v: { answers: [] } }),
          otherwise: () => cold('       ---(v|)', { v: { signed: true } }),
        }),
      );
      expectObservable(result$).toBe(expected, events);
      expectObservable(sent$).toBe(sent, actions);
    });
  });

  it('gives a card of a listed kind without a handler to otherwise', () => {
    const says = { send_message: 'a-c', submit_interaction: 'kr(z|)' };
    scene({ says, frames }, ({ turn$, sent$, cold, expectObservable }) => {
      const otherwise$ = cold('        ---v', { v: { answers: [] } });
      const expected = '               a-c---r(z|)';
      const sent = '                   s----c';

      const result$ = turn$.pipe(answerInteractions({ otherwise: () => otherwise$ }));
      expectObservable(result$).toBe(expected, events);
      expectObservable(sent$).toBe(sent, actions);
    });
  });

  it.each([
    ['at once', () => null],
    ['in time', () => of(null)],
  ])('declines a card when the handler says null: %s', (_, handler) => {
    const says = { send_message: 'a-i', submit_interaction: 'k-r(z|)' };
    scene({ says, frames }, ({ turn$, sent$, expectObservable }) => {
      const result$ = turn$.pipe(answerInteractions({ identity_intake: handler }));
      expectObservable(result$).toBe('a-i-r(z|)', events);
      expectObservable(sent$).toBe('  s-d', actions);
    });
  });

  it('leaves a card pending that it has no handler for [CARD-3]', () => {
    const says = { send_message: 'a-u', submit_interaction: 'kr(z|)' };
    scene({ says, frames }, ({ turn$, sent$, cold, expectObservable, flush }) => {
      const asked: string[] = [];
      const signed$ = cold('           ---v', { v: { signed: true } });
      const expected = '               a-u---r(z|)';
      const sent = '                   s----u';
      const listed = ({ kind }: InteractionPrompt) => {
        asked.push(kind);
        return null;
      };

      const result$ = turn$.pipe(
        answerInteractions({ identity_intake: listed, choices: listed }),
        answerInteractions({ otherwise: () => signed$ }),
      );
      expectObservable(result$).toBe(expected, events);
      expectObservable(sent$).toBe(sent, actions);
      flush();
      expect(asked).toEqual([]);
    });
  });

  it.each([
    ['under the id of the answer', 'e', events],
    ['under the id of the turn', '  E', { ...events, e: frames.E }],
  ])('asks again about values that the server finds wrong and says so %s', (_, letter, values) => {
    const says = { send_message: 'a-i', submit_interaction: [letter.trim(), 'kr(z|)'] };
    scene({ says, frames }, ({ turn$, sent$, cold, expectObservable, flush }) => {
      const asked: unknown[] = [];
      const question$ = (value: object) => cold('--v', { v: value });
      //                               a-i
      //                                 --v
      const expected = '               a-i-e--r(z|)';
      const sent = '                   s---w-R';

      const result$ = turn$.pipe(
        answerInteractions({
          identity_intake: (prompt) => {
            asked.push({ spec: prompt.spec, reason: prompt.reason, errors: prompt.errors });
            return question$(prompt.errors ? right : wrong);
          },
        }),
      );
      expectObservable(result$).toBe(expected, values);
      expectObservable(sent$).toBe(sent, actions);
      flush();
      expect(asked).toEqual([
        { spec, reason: 'to help you better', errors: undefined },
        { spec, reason: 'to help you better', errors },
      ]);
    });
  });

  it('keeps two cards apart that wait at the same time', () => {
    const says = { send_message: 'aic', submit_interaction: ['k', 'kr(z|)'] };
    scene({ says, frames }, ({ turn$, sent$, cold, expectObservable }) => {
      const intake$ = cold('            ---v', { v: right });
      const choices$ = cold('            ----v', { v: { answers: [] } });
      const expected = '               aic----r(z|)';
      const sent = '                   s---r-C';

      const result$ = turn$.pipe(
        answerInteractions({ identity_intake: () => intake$, choices: () => choices$ }),
      );
      expectObservable(result$).toBe(expected, events);
      expectObservable(sent$).toBe(sent, actions);
    });
  });

  it('goes on when the server waits no longer', () => {
    const says = { send_message: 'a-i', submit_interaction: '-n-(z|)' };
    scene({ says, frames }, ({ turn$, sent$, cold, expectObservable }) => {
      const question$ = cold('         --v', { v: right });
      const expected = '               a-i--n-(z|)';
      const sent = '                   s---r';

      const result$ = turn$.pipe(answerInteractions({ identity_intake: () => question$ }));
      expectObservable(result$).toBe(expected, events);
      expectObservable(sent$).toBe(sent, actions);
    });
  });

  it.each([
    ['ends', '        a-i---(z|)', 'a-i---(z|)'],
    ['is cancelled', 'a-i---x', '   a-i---(x|)'],
  ])('takes the question back when the turn %s', (_, spoken, expected) => {
    scene({ says: { send_message: spoken }, frames }, (helpers) => {
      const { turn$, sent$, cold, expectObservable, expectSubscriptions } = helpers;
      const question$ = cold('         ---------v', { v: right });
      const asked = '                  --^---!';

      const result$ = turn$.pipe(answerInteractions({ identity_intake: () => question$ }));
      expectObservable(result$).toBe(expected, events);
      expectSubscriptions(question$.subscriptions).toBe(asked);
      expectObservable(sent$).toBe('   s', actions);
    });
  });

  it('takes the question back when it is left, and the turn with it', () => {
    scene({ says: { send_message: 'a-i', cancel: '-x' }, frames }, (helpers) => {
      const { turn$, sent$, cold, expectObservable, expectSubscriptions } = helpers;
      const question$ = cold('         ---------v', { v: right });
      const left = '                   ^----!';
      const asked = '                  --^--!';
      const sent = '                   s----x';

      const result$ = turn$.pipe(answerInteractions({ identity_intake: () => question$ }));
      expectObservable(result$, left).toBe('a-i---', events);
      expectSubscriptions(question$.subscriptions).toBe(asked);
      expectObservable(sent$).toBe(sent, actions);
    });
  });

  it('cancels the turn when the question fails', () => {
    scene({ says: { send_message: 'a-i', cancel: '-x' }, frames }, (helpers) => {
      const { turn$, sent$, cold, expectObservable } = helpers;
      const question$ = cold<never>('  ---#', {}, new Error('no form'));
      const expected = '               a-i--#';
      const sent = '                   s----x';

      const result$ = turn$.pipe(answerInteractions({ identity_intake: () => question$ }));
      expectObservable(result$).toBe(expected, events, new Error('no form'));
      expectObservable(sent$).toBe(sent, actions);
    });
  });
});
