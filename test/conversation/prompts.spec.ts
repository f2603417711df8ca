import { filter, map } from 'rxjs';
import { event } from 'smooth-operator-rx/testing';
import { describe, it } from 'vitest';
import { AGENT, answering, turnTest } from '../turnTest';

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
});
