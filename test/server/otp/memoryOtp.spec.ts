import { lastValueFrom, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { memoryOtp, type MemoryOtpOptions } from '../../../src/server/otp/memoryOtp';
import type { Session } from '../../../src/server/store';
import { inbox } from './kit';

const session = (sessionId: string): Session => ({
  sessionId,
  conversationId: 'c',
  agentId: 'agent',
});
const MINUTE = 60_000;

/** Codes in memory, on a clock that is set by hand. */
function codesOf(options: Partial<MemoryOtpOptions> = {}) {
  const { codes, onCode, code } = inbox();
  const otp = memoryOtp({ onCode, ...options });
  const time = { now: 0 };
  const clock = { now: () => time.now };
  return {
    codes,
    code,
    time,
    send: (sessionId = 's', destination = 'ada@example.com') =>
      emitted(otp.send(session(sessionId), 'email', destination, clock)),
    verify: (typed: string, sessionId = 's') => lastValueFrom(otp.verify(sessionId, typed, clock)),
  };
}

const emitted = (value$: Observable<unknown>) => lastValueFrom(value$, { defaultValue: undefined });
const wrong = (code: string) => (code === '000000' ? '111111' : '000000');
const invalid = (reason: string, attemptsRemaining: number) => ({
  kind: 'invalid',
  reason,
  attemptsRemaining,
});

describe('a one-time code', () => {
  it('is six digits, goes to its user, and is verified once [OTP-5]', async () => {
    const { codes, send, verify } = codesOf();
    await send();
    const [sent] = codes;
    expect(sent).toEqual({
      sessionId: 's',
      channel: 'email',
      destination: 'ada@example.com',
      code: expect.stringMatching(/^\d{6}$/),
    });
    expect(await verify(sent?.code ?? '')).toEqual({ kind: 'verified' });
    expect(await verify(sent?.code ?? '')).toEqual(invalid('NOT_FOUND', 0));
  });

  it('is made of the random numbers it is given, leading zeros included', async () => {
    const numbers = [0, 0, 9, 1, 0, 5, 7, 3];
    const { code, send, verify } = codesOf({
      digits: 8,
      random: (below) => (expect(below).toBe(10), numbers.shift() ?? 0),
    });
    await send();
    expect(code()).toBe('00910573');
    expect(await verify('910573')).toEqual(invalid('INVALID_CODE', 4));
    expect(await verify('00910573')).toEqual({ kind: 'verified' });
  });

  it('differs from one to the next', async () => {
    const { codes, send } = codesOf({ sends: 50, digits: 12 });
    for (let n = 0; n < 50; n++) await send();
    expect(new Set(codes.map(({ code }) => code)).size).toBe(50);
  });

  it('may be typed with white space', async () => {
    const { code, send, verify } = codesOf();
    await send();
    expect(await verify(` ${code().slice(0, 3)} ${code().slice(3)}\n`)).toEqual({
      kind: 'verified',
    });
  });

  it('that is wrong counts down, and uses up the right one [OTP-5]', async () => {
    const { code, send, verify } = codesOf({ attempts: 3 });
    await send();
    expect(await verify(wrong(code()))).toEqual(invalid('INVALID_CODE', 2));
    expect(await verify('')).toEqual(invalid('INVALID_CODE', 1));
    expect(await verify('x'.repeat(100_000))).toEqual(invalid('MAX_ATTEMPTS', 0));
    expect(await verify(code())).toEqual(invalid('MAX_ATTEMPTS', 0));
  });

  it('may be right at the last attempt', async () => {
    const { code, send, verify } = codesOf({ attempts: 2 });
    await send();
    await verify(wrong(code()));
    expect(await verify(code())).toEqual({ kind: 'verified' });
  });

  it('has five attempts unless told otherwise', async () => {
    const { code, send, verify } = codesOf();
    await send();
    for (const left of [4, 3, 2, 1]) {
      expect(await verify(wrong(code()))).toEqual(invalid('INVALID_CODE', left));
    }
    expect(await verify(wrong(code()))).toEqual(invalid('MAX_ATTEMPTS', 0));
  });

  it.each([
    [0, 'verified'],
    [10 * MINUTE - 1, 'verified'],
    [10 * MINUTE, 'EXPIRED'],
    [20 * MINUTE, 'EXPIRED'],
  ])('after %i ms is %s', async (elapsed, outcome) => {
    const { code, send, verify, time } = codesOf();
    await send();
    time.now = elapsed;
    expect(await verify(code())).toEqual(
      outcome === 'verified' ? { kind: 'verified' } : invalid(outcome, 0),
    );
  });

  it('is forgotten some time after it expired, when others are sent', async () => {
    const { code, send, verify, time } = codesOf({ expiry: 1000 });
    await send('old');
    const old = code();
    time.now = 1999;
    await send('middle');
    expect(await verify(old, 'old')).toEqual(invalid('EXPIRED', 0));
    time.now = 2000;
    await send('new');
    expect(await verify(old, 'old')).toEqual(invalid('NOT_FOUND', 0));
  });

  it('replaces the older one of its session, with attempts of its own', async () => {
    let round = 0;
    const { codes, send, verify } = codesOf({ attempts: 2, random: () => round });
    await send();
    await verify('9');
    round = 1;
    await send();
    expect(codes.map(({ code }) => code)).toEqual(['000000', '111111']);
    expect(await verify('000000')).toEqual(invalid('INVALID_CODE', 1));
    expect(await verify('111111')).toEqual({ kind: 'verified' });
  });

  it('is of its session alone', async () => {
    const { code, send, verify } = codesOf();
    await send('s');
    expect(await verify(code(), 'another')).toEqual(invalid('NOT_FOUND', 0));
    expect(await verify(code(), '__proto__')).toEqual(invalid('NOT_FOUND', 0));
    expect(await verify(code(), 's')).toEqual({ kind: 'verified' });
  });

  it('is not made before somebody subscribes', () => {
    const { codes, onCode } = inbox();
    void memoryOtp({ onCode }).send(session('s'), 'email', 'a@example.com', { now: () => 0 });
    expect(codes).toEqual([]);
  });

  it('that cannot be handed over is an error', async () => {
    const { send } = codesOf({
      onCode: () => {
        throw new Error('no paper');
      },
    });
    await expect(send()).rejects.toThrow('no paper');
  });
});

describe('the sending of codes', () => {
  it('is limited for a session, whatever the destination, until the window has passed', async () => {
    const { codes, send, time } = codesOf({ sends: 2, expiry: 1000 });
    await send('s', 'a@example.com');
    time.now = 400;
    await send('s', 'b@example.com');
    await expect(send('s', 'c@example.com')).rejects.toThrow('wait 1 s');
    time.now = 999;
    await expect(send('s', 'd@example.com')).rejects.toThrow('2 one-time codes');
    time.now = 1000;
    await send('s', 'e@example.com');
    await expect(send('s', 'f@example.com')).rejects.toThrow();
    expect(codes).toHaveLength(3);
  });

  it('is limited for a destination, whatever the session and the case of its letters', async () => {
    const { send } = codesOf({ sends: 2 });
    await send('s1', 'ada@example.com');
    await send('s2', 'Ada@Example.com');
    await expect(send('s3', 'ADA@example.com')).rejects.toThrow('2 one-time codes');
    await send('s3', 'bob@example.com');
  });

  it('that is refused leaves the code that was sent before', async () => {
    const { code, send, verify } = codesOf({ sends: 1 });
    await send();
    await expect(send()).rejects.toThrow();
    expect(await verify(code())).toEqual({ kind: 'verified' });
  });

  it('bounds the guesses at a code by attempts times sends', async () => {
    const { code, send, verify } = codesOf({ sends: 3, attempts: 2 });
    let guesses = 0;
    for (let n = 0; n < 10; n++) {
      await send().catch(() => undefined);
      for (let m = 0; m < 10; m++) {
        const verdict = await verify(wrong(code()));
        if (verdict.kind === 'invalid' && verdict.attemptsRemaining > 0) guesses++;
      }
    }
    expect(guesses).toBe(3); // the second of each two is the last, and has none left
  });

  it('names no destination and no code in what it refuses with', async () => {
    const { code, send } = codesOf({ sends: 1 });
    await send('secret-session');
    const error: unknown = await send('secret-session').catch((reason: unknown) => reason);
    expect(String(error)).not.toMatch(/ada|secret-session/);
    expect(String(error)).not.toContain(code());
  });
});

describe('the options of memoryOtp', () => {
  it.each([
    ['digits', [3, 13, 6.5, NaN, '6']],
    ['expiry', [0, -1, Infinity, '1']],
    ['attempts', [0, 101, 1.5, null]],
    ['sends', [0, 101, NaN, {}]],
  ])('are checked: %s', (name, values) => {
    for (const value of values) {
      expect(() => memoryOtp({ onCode: () => undefined, [name]: value })).toThrow(
        `The option ${name} of memoryOtp must be a whole number from `,
      );
    }
  });
});
