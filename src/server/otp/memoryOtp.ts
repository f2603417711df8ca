import { randomInt } from 'node:crypto';
import { defer, EMPTY, of } from 'rxjs';
import { operatorError, type OtpChannel } from '../../protocol';
import { Code } from './code';
import type { OtpService, OtpVerdict } from './otpService';
import { SendLimit } from './sendLimit';

/** A code on its way to a user. */
export interface SentCode {
  readonly sessionId: string;
  readonly channel: OtpChannel;
  readonly destination: string;
  readonly code: string;
}

export interface MemoryOtpOptions {
  /**
   * Takes each code to its user, or shows it to the developer. It is the only place that ever sees
   * one: the server logs none. What it throws is answered with `OTP_SEND_FAILED`.
   */
  readonly onCode: (sent: SentCode) => void;
  /**
   * How many digits a code has.
   * @defaultValue 6
   */
  readonly digits?: number;
  /**
   * How long a code is good for, in milliseconds.
   * @defaultValue 600000
   */
  readonly expiry?: number;
  /**
   * How often a user may try one code.
   * @defaultValue 5
   */
  readonly attempts?: number;
  /**
   * How many codes one session, and one destination, is sent within an expiry. Each brings fresh
   * attempts, so this bounds how often a code can be guessed.
   * @defaultValue 5
   */
  readonly sends?: number;
  /**
   * A whole number from 0 up to, but not including, `below`, which nobody can foretell.
   * @defaultValue the cryptographic one of Node
   */
  readonly random?: (below: number) => number;
}

/**
 * One-time codes made, kept and verified in this process, for development and tests. A newer code of
 * a session replaces the older one.
 *
 * ```
 * wrong code          INVALID_CODE, and how many attempts are left
 * no attempts left    MAX_ATTEMPTS, also for the right code
 * after the expiry    EXPIRED
 * none, or used       NOT_FOUND
 * ```
 *
 * @throws a {@link SmoothOperatorError} of kind `invalid` that names the option that is wrong
 *
 * @example
 * ```ts
 * await startServer({
 *   otp: memoryOtp({ onCode: ({ destination, code }) => console.error(`${code} for ${destination}`) }),
 * });
 * ```
 */
export function memoryOtp(options: MemoryOtpOptions): OtpService {
  const { onCode, digits = 6, expiry = 600_000, attempts = 5, sends = 5 } = options;
  const { random = (below: number) => randomInt(below) } = options;
  for (const [name, value, min, max] of [
    ['digits', digits, 4, 12],
    ['expiry', expiry, 1, Number.MAX_SAFE_INTEGER],
    ['attempts', attempts, 1, 100],
    ['sends', sends, 1, 100],
  ] as const) {
    if (!Number.isSafeInteger(value) || value < min || value > max) throw wrong(name, min, max);
  }
  /** In the order they were sent, by session. */
  const codes = new Map<string, Code>();
  const limit = new SendLimit(sends, expiry);

  /** Old codes are remembered for as long as they were good, to tell that they have expired. */
  const forgetOld = (now: number) => {
    for (const [sessionId, { expiresAt }] of codes) {
      if (now < expiresAt + expiry) return;
      codes.delete(sessionId);
    }
  };

  return {
    send: ({ sessionId }, channel, destination, clock) =>
      defer(() => {
        const now = clock.now();
        forgetOld(now);
        limit.count([`session ${sessionId}`, `${channel} ${destination.toLowerCase()}`], now);
        const code = Array.from({ length: digits }, () => random(10)).join('');
        codes.delete(sessionId);
        codes.set(sessionId, new Code(code, now + expiry, attempts));
        onCode({ sessionId, channel, destination, code });
        return EMPTY;
      }),

    verify: (sessionId, typed, clock) =>
      defer(() => {
        const verdict: OtpVerdict = codes.get(sessionId)?.verify(typed, clock.now()) ?? {
          kind: 'invalid',
          reason: 'NOT_FOUND',
          attemptsRemaining: 0,
        };
        if (verdict.kind === 'verified') codes.delete(sessionId);
        return of(verdict);
      }),
  };
}

function wrong(name: keyof MemoryOtpOptions, min: number, max: number) {
  const message = `The option ${name} of memoryOtp must be a whole number from ${min} to ${max}.`;
  return operatorError('invalid', 'INVALID_OPTION', message, {});
}
