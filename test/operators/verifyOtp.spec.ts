import { EMPTY, NEVER, of } from 'rxjs';
import { verifyOtp, type OneTimeCodeRequest, type TurnEvent } from 'smooth-operator-rx';
import type { ClientAction } from 'smooth-operator-rx/protocol';
import { closing, event } from 'smooth-operator-rx/testing';
import { describe, expect, it } from 'vitest';
import { asking, failsWithItsCallback, obeysTheLaws } from '../laws';
import { SESSION } from '../turnTest';
import { cancel, message, scene, TURN } from './scene';

const events = {
  a: event.accepted(TURN),
  q: event.otpVerificationRequired(TURN, { toolId: 'account_details' }),
  o: event.otpSent(TURN, { channel: 'email', maskedDestination: 'a***@example.com' }),
  n: event.error(TURN, 'OTP_SEND_FAILED'),
  f: event.error(TURN, 'AGENT_ERROR', 'The model failed.'),
  x: event.cancelled(TURN),
  z: event.eventualResponse(TURN, { text: 'Please verify yourself.' }),
  w: event.otpInvalid('r3', { attemptsRemaining: 1 }),
  g: event.otpInvalid('r3', { attemptsRemaining: 0, error: 'MAX_ATTEMPTS' }),
  v: event.otpVerified('r3'),
  V: event.otpVerified('r4'),
  // the turn once more
  A: event.accepted('r4'),
  Z: event.eventualResponse('r4', { text: 'Your account: …' }),
  B: event.accepted('r5'),
  Y: event.eventualResponse('r5', { text: 'Your account: …' }),
};
const frames = {
  ...events,
  A: (action: ClientAction) => event.accepted(action),
  Z: (action: ClientAction) => event.eventualResponse(action, { text: 'Your account: …' }),
  v: (action: ClientAction) => event.otpVerified(action),
  s: (action: ClientAction) => event.error(action, 'SESSION_NOT_FOUND'),
  l: closing(1006),
};

const verify = (requestId: string, code: string): ClientAction => ({
  action: 'verify_otp',
  requestId,
  sessionId: SESSION,
  code,
});
const actions = {
  s: message(),
  w: verify('r3', '000000'),
  c: verify('r3', '123456'),
  C: verify('r4', '123456'),
  S: message('r4'),
  T: message('r5'),
  x: cancel(),
};
const code = '123456';
const refused = 'a-qo(z|)';

describe('verifyOtp', () => {
  obeysTheLaws(verifyOtp(() => EMPTY));

  failsWithItsCallback((callback) => verifyOtp(callback), {
    values: { q: asking(events.q), o: events.o, z: events.z },
    source: '    --qo-z|',
    subscribed: '^-----!',
    expected: '  --qo-z#',
  });

  it('asks for the code when the turn has ended, verifies it, and runs the turn again', () => {
    const says = { send_message: ['a-qo--(z|)', 'A-Z'], verify_otp: '--v' };
    scene({ says, frames }, (helpers) => {
      const { turn$, sent$, cold, expectObservable, expectSubscriptions } = helpers;
      const code$ = cold('             ---c----', { c: code });
      //                         ------
      const asked = '            ------^--!';
      const expected = '         a-qo--z----(vA)';
      void expected;
      const sent = '             s--------c-S';

      const result$ = turn$.pipe(verifyOtp(() => code$));
      expectObservable(result$).toBe('a-qo--z----(vA)', events);
      expectSubscriptions(code$.subscriptions).toBe(asked);
      expectObservable(sent$).toBe(sent, actions);
    });
  });
});
void NEVER; void of; void expect; void refused;
export type X = OneTimeCodeRequest | TurnEvent;
