import { EMPTY, NEVER } from 'rxjs';
import { verifyOtp, type OneTimeCodeRequest } from 'smooth-operator-rx';
import type { ClientAction } from 'smooth-operator-rx/protocol';
import { closing, event, type Correlation } from 'smooth-operator-rx/testing';
import { describe, expect, it } from 'vitest';
import { asking, failsWithItsCallback, obeysTheLaws } from '../laws';
import { SESSION } from '../turnTest';
import { cancel, message, scene, TURN } from './scene';

const frames = {
  a: (to: Correlation) => event.accepted(to),
  q: (to: Correlation) => event.otpVerificationRequired(to, { toolId: 'account_details' }),
  o: (to: Correlation) => event.otpSent(to, { channel: 'sms', maskedDestination: '***42' }),
  n: (to: Correlation) => event.error(to, 'OTP_SEND_FAILED'),
  z: (to: Correlation) => event.eventualResponse(to, { text: 'Please verify yourself.' }),
  x: (to: Correlation) => event.cancelled(to),
  f: (to: Correlation) => event.error(to, 'INTERNAL_ERROR', 'The model failed.'),
  l: closing(1006),
  // in answer to a code
  w: (to: Correlation) => event.otpInvalid(to, { attemptsRemaining: 1 }),
  g: (to: Correlation) => event.otpInvalid(to, { attemptsRemaining: 0, error: 'MAX_ATTEMPTS' }),
  v: (to: Correlation) => event.otpVerified(to),
  s: (to: Correlation) => event.error(to, 'SESSION_NOT_FOUND'),
};
const { a, q, o, n, z, x, f, w, g, v } = frames;

const events = {
  ...{ a: a(TURN), q: q(TURN), o: o(TURN), n: n(TURN), z: z(TURN), x: x(TURN), f: f(TURN) },
  // what answers the first code and the second, and the turns after them
  ...{ w: w('r3'), g: g('r3'), v: v('r3'), Q: q('r4'), O: o('r4'), Z: z('r4') },
  ...{ V: v('r4'), U: v('r5'), Y: z('r5'), X: z('r6') },
};

const verify = (requestId: string, code: string): ClientAction => ({
  action: 'verify_otp',
  requestId,
  sessionId: SESSION,
  code,
});
const codes = { w: '000000', c: '123456' };
const actions = {
  ...{ s: message(), x: cancel(), w: verify('r3', codes.w), c: verify('r3', codes.c) },
  ...{ S: message('r4'), C: verify('r4', codes.c), D: verify('r5', codes.c) },
  ...{ T: message('r5'), U: message('r6') },
};
const sockets = {
  o: { socket: 1, made: 'ws://scripted.test/ws' },
  x: { socket: 1, closedByClient: 1000 },
};

describe('verifyOtp', () => {
  obeysTheLaws(verifyOtp(() => EMPTY));

  failsWithItsCallback((callback) => verifyOtp(callback), {
    values: { q: asking(q(TURN)), o: events.o, z: events.z },
    source: '    --qo-z|',
    subscribed: '^-----!',
    expected: '  --qo-z#',
  });

  it('asks when the turn has ended, verifies the code, and runs the turn again, once', () => {
    const says = { send_message: ['a-qo--z', '---z'], verify_otp: '--v' };
    scene({ says, frames }, (helpers) => {
      const { turn$, sent$, cold, expectObservable, expectSubscriptions } = helpers;
      const code$ = cold('                   ---c', codes);
      const asked = '                  ------^--!';
      const expected = '               a-qo--z----v--(Z|)';
      const sent = '                   s--------c-S';

      expectObservable(turn$.pipe(verifyOtp(() => code$))).toBe(expected, events);
      expectSubscriptions(code$.subscriptions).toBe(asked);
      expectObservable(sent$).toBe(sent, actions);
    });
  });

  it('asks for each code that a turn sends, also when it runs again', () => {
    const says = { send_message: ['-qoz', '-qoz', '-z'], verify_otp: ['-v', '-v'] };
    scene({ says, frames }, ({ turn$, sent$, expectObservable }) => {
      const expected = '               -qozvQOZU(X|)';
      const sent = '                   s--cS--DU';

      expectObservable(turn$.pipe(verifyOtp(() => codes.c))).toBe(expected, events);
      expectObservable(sent$).toBe(sent, actions);
    });
  });

  it('asks once about several codes of one turn, for the newest', () => {
    const says = { send_message: ['-qoqoz', '-z'], verify_otp: '-v' };
    scene({ says, frames }, ({ turn$, sent$, cold, expectObservable, expectSubscriptions }) => {
      const code$ = cold('                    -c', codes);
      const asked = '                  -----^!';
      const expected = '               -qoqoz-v(Z|)';
      const sent = '                   s-----cS';

      expectObservable(turn$.pipe(verifyOtp(() => code$))).toBe(expected, events);
      expectSubscriptions(code$.subscriptions).toBe(asked);
      expectObservable(sent$).toBe(sent, actions);
    });
  });

  it('asks again after a wrong code, and tells why', () => {
    const says = { send_message: ['a-qoz', '---z'], verify_otp: ['-w', '-v'] };
    scene({ says, frames }, ({ turn$, sent$, cold, flush, expectObservable }) => {
      const asked: OneTimeCodeRequest[] = [];
      const first$ = cold('                --w', codes);
      const second$ = cold('                  --c', codes);
      const expected = '               a-qoz--w--V--(Y|)';
      const sent = '                   s-----w--CT';

      const result$ = turn$.pipe(
        verifyOtp((request) => {
          asked.push(request);
          return request.rejected ? second$ : first$;
        }),
      );
      expectObservable(result$).toBe(expected, events);
      expectObservable(sent$).toBe(sent, actions);
      flush();
      const request: OneTimeCodeRequest = {
        toolId: 'account_details',
        actionDescription: 'Read the details of the account',
        channel: 'sms',
        maskedDestination: '***42',
      };
      expect(asked).toEqual([request, { ...request, rejected: events.w.data.data }]);
    });
  });

  it('completes when no attempt remains', () => {
    const says = { send_message: 'a-qo-z', verify_otp: '-g' };
    scene({ says, frames }, ({ turn$, sent$, cold, expectObservable }) => {
      const code$ = cold('                  --w', codes);
      const expected = '               a-qo-z--(g|)';
      const sent = '                   s------w';

      expectObservable(turn$.pipe(verifyOtp(() => code$))).toBe(expected, events);
      expectObservable(sent$).toBe(sent, actions);
    });
  });

  it('gives up when ask completes without a code', () => {
    scene({ says: { send_message: 'a-qo-z' }, frames }, (helpers) => {
      const { turn$, sent$, cold, expectObservable } = helpers;
      const dismissed$ = cold('     ---|');
      const expected = '               a-qo-z--|';

      expectObservable(turn$.pipe(verifyOtp(() => dismissed$))).toBe(expected, events);
      expectObservable(sent$).toBe('   s', actions);
    });
  });

  it.each([
    ['no code was needed', '            a----z', 'a----(z|)'],
    ['the code could not be sent', '    a-qn-z', 'a-qn-(z|)'],
    ['nobody said what it is for', '    a--o-z', 'a--o-(z|)'],
    ['the turn was cancelled', '        a-qo-x', 'a-qo-(x|)'],
    ['the turn failed', '               a-qo-f', 'a-qo-(f#)'],
    ['the connection was lost', '       a-qo-l', 'a-qo-#'],
  ])('does not ask when %s', (_, spoken, expected) => {
    scene({ says: { send_message: spoken }, frames }, (helpers) => {
      const { turn$, sent$, flush, expectObservable } = helpers;
      let isAsked = false;
      const failure = expect.objectContaining({ name: 'SmoothOperatorError', requestId: TURN });
      const result$ = turn$.pipe(
        verifyOtp(() => {
          isAsked = true;
          return EMPTY;
        }),
      );
      expectObservable(result$).toBe(expected, events, failure);
      expectObservable(sent$).toBe('s', actions);
      flush();
      expect(isAsked).toBe(false);
    });
  });

  it('holds the connection, and with it the session, until the turn runs again', () => {
    const says = { send_message: ['a-qo-z', '--z'], verify_otp: '--v' };
    scene({ says, frames, options: { linger: 0 } }, (helpers) => {
      const { turn$, sent$, sockets$, cold, expectObservable } = helpers;
      const code$ = cold('                  10s   c', codes);
      const expected = '               a-qo-z 9999ms --v-(Z|)';
      const sent = '                   s----- 9999ms c-S';
      const opened = '                 o----- 9999ms ----x';

      expectObservable(turn$.pipe(verifyOtp(() => code$))).toBe(expected, events);
      expectObservable(sent$).toBe(sent, actions);
      expectObservable(sockets$).toBe(opened, sockets);
    });
  });

  it('takes the question back and lets go of the connection when it is left', () => {
    const plot = { says: { send_message: 'a-qo-z' }, frames, options: { linger: 0 } };
    scene(plot, (helpers) => {
      const { turn$, sent$, sockets$, cold, expectObservable, expectSubscriptions } = helpers;
      const code$ = cold('          --------c', codes);
      const left = '                   ^--------!';
      const asked = '                  -----^---!';
      const expected = '               a-qo-z';
      const opened = '                 o--------x';

      expectObservable(turn$.pipe(verifyOtp(() => code$)), left).toBe(expected, events);
      expectSubscriptions(code$.subscriptions).toBe(asked);
      expectObservable(sent$).toBe('   s', actions);
      expectObservable(sockets$).toBe(opened, sockets);
    });
  });

  it('cancels the turn when it is left before the turn has ended', () => {
    const says = { send_message: 'a-qo---z', cancel: '-x' };
    scene({ says, frames }, ({ turn$, sent$, expectObservable }) => {
      const left = '                   ^----!';
      const expected = '               a-qo--';
      const sent = '                   s----x';

      expectObservable(turn$.pipe(verifyOtp(() => NEVER)), left).toBe(expected, events);
      expectObservable(sent$).toBe(sent, actions);
    });
  });

  it('fails with its question', () => {
    scene({ says: { send_message: 'a-qo-z' }, frames }, (helpers) => {
      const { turn$, sent$, cold, expectObservable } = helpers;
      const broken$ = cold('        --#', {}, new Error('no dialog'));
      const expected = '               a-qo-z-#';

      const result$ = turn$.pipe(verifyOtp(() => broken$));
      expectObservable(result$).toBe(expected, events, new Error('no dialog'));
      expectObservable(sent$).toBe('   s', actions);
    });
  });

  it('fails when the server cannot verify at all', () => {
    const says = { send_message: 'a-qo-z', verify_otp: '--s' };
    scene({ says, frames }, ({ turn$, sent$, cold, expectObservable }) => {
      const code$ = cold('                  --c', codes);
      const expected = '               a-qo-z---#';
      const sent = '                   s------c';
      const failure = expect.objectContaining({ kind: 'failed', code: 'SESSION_NOT_FOUND' });

      expectObservable(turn$.pipe(verifyOtp(() => code$))).toBe(expected, events, failure);
      expectObservable(sent$).toBe(sent, actions);
    });
  });
});
