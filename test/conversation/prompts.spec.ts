import { catchError, EMPTY, filter, map, materialize, mergeMap, timer } from 'rxjs';
import { closing, event } from 'smooth-operator-rx/testing';
import { describe, it } from 'vitest';
import { AGENT, answering, only, turnTest } from '../turnTest';

describe('a prompt', () => {
  it.each([
    ['write_confirmation_required', 300_007],
    ['interaction_required', 300_007],
    ['interaction_invalid', 300_007],
    ['otp_verification_required', Infinity],
  ] as const)('of %s expires at %d, when it came 7 ms after the start [PROMPT-6]', (type, at) => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const card = { interactionId: 'i1', kind: 'choices' };
      const scripted = server(
        answering({
          send_message: (a) =>
            cold('7ms (wioxe)', {
              w: event.writeConfirmationRequired(a, 'issue_refund'),
              i: event.interactionRequired(a, card),
              o: event.interactionInvalid(a, { ...card, errors: [{ field: 'f', message: 'm' }] }),
              x: event.otpVerificationRequired(a),
              e: event.otpSent(a),
            }),
        }),
      );
      const prompts$ = client(scripted)
        .session({ agentId: AGENT })
        .turn('Refund')
        .pipe(
          filter((e) => e.type === type),
          map((e) => ('prompt' in e ? [e.prompt.expiresAt, e.prompt.state] : [])),
        );
      expectObservable(prompts$, '99ms !').toBe('7ms p', { p: [at, 'pending'] });
    });
  });

  it.each([
    ['while the connection is away', 50],
    ['when it is there again', 500],
  ])('has expired once the connection was lost: answered %s it sends nothing', (_, after) => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server((socket) =>
        answering({
          send_message: (a) =>
            cold(socket === 1 ? '--(wi)--x' : '', {
              w: event.writeConfirmationRequired(a, 'issue_refund'),
              i: event.interactionRequired(a, { interactionId: 'i1', kind: 'choices' }),
              x: closing(1006),
            }),
        }),
      );
      const app = client(scripted);
      const answers$ = app
        .session({ agentId: AGENT })
        .turn('Refund')
        .pipe(
          catchError(() => EMPTY),
          mergeMap((e) =>
            e.type === 'write_confirmation_required'
              ? [e.prompt.answer({ approved: true })]
              : e.type === 'interaction_required'
                ? [e.prompt.answer({ declined: true })]
                : [],
          ),
          mergeMap((answer$) =>
            timer(after).pipe(
              mergeMap(() => answer$),
              materialize(),
            ),
          ),
          map(({ error }) => (error as { state?: string } | undefined)?.state),
        );
      expectObservable(answers$).toBe(`${after + 2}ms (pp|)`, { p: 'expired' });
      expectObservable(app.uncorrelated$, '900ms !').toBe('');
      expectObservable(only(scripted.sent$, 'confirm_tool_action', 'submit_interaction')).toBe('');
    });
  });
});
