import { EMPTY, lastValueFrom, map, NEVER, of, throwError, timer, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { memoryOtp } from '../../../src/server/otp/memoryOtp';
import type { OtpVerdict } from '../../../src/server/otp/otpService';
import { memoryStore } from '../../../src/server/stores/memory';
import {
  codeOf,
  connect,
  hanging,
  labelOf,
  labelsOf,
  logged,
  marbles,
  modelOf,
  only,
  open,
  say,
  sentFor,
  service,
} from '../kit';
import { asked, inbox, otpOf, resultsOf, verify } from './kit';

/** A connection with a session, and a service that gives this verdict. */
function judging(verdict: () => Observable<OtpVerdict>) {
  const log = logged();
  const { otp, tried } = otpOf({ verify: verdict });
  const client = connect(service({ otp, onLog: log.onLog }));
  const { sessionId } = open(client);
  return { client, sessionId, tried, log };
}

const invalid = (reason: string, attemptsRemaining: number) =>
  of({ kind: 'invalid', reason, attemptsRemaining } as OtpVerdict);

describe('verify_otp', () => {
  it('answers a right code with otp_verified, under its own id [OTP-1]', () => {
    const { client, sessionId, tried } = judging(() => of({ kind: 'verified' }));
    expect(client.send(verify(sessionId, '123456'))).toEqual([
      {
        type: 'otp_verified',
        requestId: 'verify',
        timestamp: 1_700_000_000_000,
        data: {
          requestId: 'verify',
          data: { message: 'You are verified. Say your message again.' },
        },
      },
    ]);
    expect(tried).toEqual(['123456']);
  });

  it.each([
    ['INVALID_CODE', 4, 'The code is wrong. 4 attempts are left.'],
    ['INVALID_CODE', 1, 'The code is wrong. One attempt is left.'],
    ['INVALID_CODE', 0, 'The code is wrong. Say the message again for a new one.'],
    ['MAX_ATTEMPTS', 0, 'The code was wrong too often. Say the message again for a new one.'],
    ['EXPIRED', 0, 'The code has expired. Say the message again for a new one.'],
    [
      'NOT_FOUND',
      0,
      'There is no code to verify, or it was used. Say the message again for a new one.',
    ],
  ])('answers %s, %i left, with otp_invalid [OTP-1]', (error, attemptsRemaining, message) => {
    const { client, sessionId } = judging(() => invalid(error, attemptsRemaining));
    const [answer] = client.send(verify(sessionId));
    expect(answer).toMatchObject({
      type: 'otp_invalid',
      requestId: 'verify',
      data: { requestId: 'verify', data: { error, attemptsRemaining, message } },
    });
  });

  it.each([
    [-1, 0],
    [1.9, 1],
    [NaN, 0],
    [undefined, 0],
    [Infinity, 0],
    ['3', 0],
  ])('keeps to the published shape when a service counts %s attempts', (counted, told) => {
    const { client, sessionId } = judging(() => invalid('INVALID_CODE', counted as number));
    const [answer] = client.send(verify(sessionId));
    expect(answer).toMatchObject({ data: { data: { attemptsRemaining: told } } });
  });

  it.each([['constructor'], [undefined]])('names no reason where a service has %s', (reason) => {
    const { client, sessionId } = judging(() => invalid(reason as string, 2));
    expect(only(client.send(verify(sessionId)), 'otp_invalid').data.data).toEqual({
      attemptsRemaining: 2,
      message: 'The code is wrong. 2 attempts are left.',
    });
  });

  it('finds no code where there is no service [OTP-1]', () => {
    const client = connect(service());
    const { sessionId } = open(client);
    expect(only(client.send(verify(sessionId)), 'otp_invalid').data.data).toMatchObject({
      error: 'NOT_FOUND',
      attemptsRemaining: 0,
    });
  });

  it.each([
    ['requestId', { requestId: undefined, sessionId: undefined, code: undefined }, undefined],
    ['requestId', { requestId: 7, sessionId: 7 }, undefined],
    ['sessionId', { sessionId: undefined, code: undefined }, 'verify'],
    ['sessionId', { sessionId: null, code: 7 }, 'verify'],
    ['code', { code: undefined }, 'verify'],
    ['code', { code: 123456 }, 'verify'],
    ['code', { code: ['1'] }, 'verify'],
    ['code', { code: '' }, 'verify'],
    ['code', { code: ' \n' }, 'verify'],
  ])('wants %s first, and asks no service about %j [OTP-2]', (field, fields, requestId) => {
    const { client, sessionId, tried } = judging(() => of({ kind: 'verified' }));
    const answer = client.send(verify(sessionId, '1', fields));
    expect(codeOf(answer)).toBe('VALIDATION_ERROR');
    expect(only(answer, 'error').data.error.message).toContain(field);
    expect(only(answer, 'error').requestId).toBe(requestId);
    expect(tried).toEqual([]);
  });

  it('does not find an unknown session, and asks no service about it', () => {
    const { client, tried } = judging(() => of({ kind: 'verified' }));
    const answer = client.send(verify('unknown'));
    expect(codeOf(answer)).toBe('SESSION_NOT_FOUND');
    expect(only(answer, 'error').requestId).toBe('verify');
    expect(tried).toEqual([]);
  });

  it.each([
    ['errors', () => throwError(() => new Error('code 123456'))],
    [
      'throws',
      () => {
        throw new Error('code 123456');
      },
    ],
    ['gives no verdict', () => EMPTY],
  ] as const)('is an INTERNAL_ERROR when the service %s, and verifies nobody', (_how, verdict) => {
    const { client, sessionId, log } = judging(verdict);
    const answer = client.send(verify(sessionId));
    expect(codeOf(answer)).toBe('INTERNAL_ERROR');
    expect(JSON.stringify(answer)).not.toContain('123456');
    expect(log.entries.filter(({ kind }) => kind === 'failed')).toHaveLength(1);
    expect(labelsOf(client.send({ action: 'ping' }))).toEqual(['pong']);
  });

  it('waits for the service for ten seconds, and takes its first verdict', () => {
    marbles(({ hot, expectObservable }) => {
      const answered = (verdict$: Observable<OtpVerdict>) => {
        const on = service({ otp: otpOf({ verify: () => verdict$ }).otp });
        const { sessionId } = open(connect(on));
        const frames = hot('v 11s |', { v: verify(sessionId) });
        return sentFor(frames, on).pipe(map(labelOf));
      };
      const values = { x: 'INTERNAL_ERROR', v: 'otp_verified' };
      expectObservable(answered(NEVER)).toBe('10s x 1000ms |', values);
      const slow$ = timer(5000, 1000).pipe(map(() => ({ kind: 'verified' }) as const));
      expectObservable(answered(slow$)).toBe('5s v 6000ms |', values);
    });
  });

  it('is served while a turn runs, and does not disturb it', () => {
    const { output$ } = hanging();
    const { otp } = otpOf({});
    const client = connect(service({ otp, model: modelOf(() => output$) }));
    const { sessionId } = open(client);
    expect(labelsOf(client.send(say(sessionId)))).toEqual(['accepted']);
    expect(labelsOf(client.send(verify(sessionId)))).toEqual(['otp_verified']);
    expect(labelsOf(client.send(verify(sessionId, '1', { requestId: 'turn' })))).toEqual([
      'otp_verified',
    ]);
    expect(labelsOf(client.send({ action: 'cancel' }))).toEqual(['cancelled']);
  });
});

describe('a one-time code, from the refusal to the tool', () => {
  it('goes wrong, then right, and the message said again runs the tool [OTP-4]', () => {
    const { codes, code, onCode } = inbox();
    const { client, sessionId, events, state } = asked({ otp: memoryOtp({ onCode }) });
    expect(labelsOf(events)).toContain('otp_sent');
    expect(codes).toMatchObject([{ sessionId, channel: 'email', destination: 'ada@example.com' }]);

    const wrong = code() === '000000' ? '111111' : '000000';
    expect(only(client.send(verify(sessionId, wrong)), 'otp_invalid').data.data).toMatchObject({
      error: 'INVALID_CODE',
      attemptsRemaining: 4,
    });
    expect(resultsOf(client.send(say(sessionId)))).toMatchObject([{ isError: true }]);
    expect(codes).toHaveLength(2);

    expect(labelsOf(client.send(verify(sessionId, code())))).toEqual(['otp_verified']);
    expect(state.ran).toBe(0);
    expect(resultsOf(client.send(say(sessionId)))).toMatchObject([{ isError: false }]);
    expect(state.ran).toBe(1);
    expect(codes).toHaveLength(2);
  });

  it.each([
    ['another email', { contactEmail: 'eve@example.com' }],
    ['a phone beside the email', { contactPhone: '+15550167' }],
  ])('is good for nobody once a card brought %s', async (_what, change) => {
    const { codes, code, onCode } = inbox();
    const store = memoryStore();
    const { client, sessionId, state } = asked({ otp: memoryOtp({ onCode }), store });
    await lastValueFrom(store.updateSession(sessionId, change));
    expect(only(client.send(verify(sessionId, code())), 'otp_invalid').data.data).toMatchObject({
      error: 'NOT_FOUND',
      attemptsRemaining: 0,
    });
    expect(await lastValueFrom(store.session(sessionId))).not.toMatchObject({ otpVerified: true });

    client.send(say(sessionId));
    expect(codes).toHaveLength(2);
    expect(labelsOf(client.send(verify(sessionId, code())))).toEqual(['otp_verified']);
    client.send(say(sessionId));
    expect(state.ran).toBe(1);
  });

  it('may be verified by another connection of the session', () => {
    const { code, onCode } = inbox();
    const { on, client, sessionId, state } = asked({ otp: memoryOtp({ onCode }) });
    expect(labelsOf(connect(on).send(verify(sessionId, code())))).toEqual(['otp_verified']);
    client.send(say(sessionId));
    expect(state.ran).toBe(1);
  });

  it('expires by the clock of the server', () => {
    let now = 0;
    const { code, onCode } = inbox();
    const otp = memoryOtp({ onCode, expiry: 1000 });
    const { client, sessionId } = asked({ otp, clock: { now: () => now } });
    now = 1000;
    expect(only(client.send(verify(sessionId, code())), 'otp_invalid').data.data).toMatchObject({
      error: 'EXPIRED',
    });
  });

  it('is refused to be sent again and again', () => {
    const { codes, onCode } = inbox();
    const { client, sessionId } = asked({ otp: memoryOtp({ onCode, sends: 2 }) });
    expect(labelsOf(client.send(say(sessionId)))).toContain('otp_sent');
    const third = client.send(say(sessionId));
    expect(labelsOf(third).slice(-2)).toEqual(['OTP_SEND_FAILED', 'eventual_response']);
    expect(codes).toHaveLength(2);
  });

  it('is in no event and no log entry, whatever becomes of it', () => {
    const { code, onCode } = inbox();
    const log = logged();
    const random = (() => {
      const digits = [7, 3, 9, 1, 8, 2];
      return () => digits.shift() ?? 0;
    })();
    const { client, sessionId } = asked({ otp: memoryOtp({ onCode, random }), onLog: log.onLog });
    client.send(verify(sessionId, '739183'));
    client.send(verify(sessionId, code()));
    client.send(verify(sessionId, code()));
    client.send(verify(sessionId, code(), { requestId: 9 }));
    const told = JSON.stringify([client.events, log.entries]);
    expect(told).not.toContain('739182');
    expect(told).not.toContain('ada@example.com');
    expect(labelsOf(client.events)).toEqual(
      expect.arrayContaining(['otp_verified', 'otp_invalid']),
    );
  });
});
