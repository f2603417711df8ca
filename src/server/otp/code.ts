import { createHash, timingSafeEqual } from 'node:crypto';
import type { OtpInvalidReason } from '../../protocol';
import type { OtpVerdict } from './otpService';

/** A code that was sent, as far as it has to be known to verify it. */
export class Code {
  private readonly digest: Buffer;

  constructor(
    code: string,
    readonly expiresAt: number,
    private attempts: number,
  ) {
    this.digest = digestOf(code);
  }

  /** Counts as an attempt, unless it is too late for one. */
  verify(typed: string, now: number): OtpVerdict {
    if (now >= this.expiresAt) return invalid('EXPIRED', 0);
    if (this.attempts === 0) return invalid('MAX_ATTEMPTS', 0);
    this.attempts--;
    // Digests have one length, and comparing them tells nothing of how close a guess was.
    if (timingSafeEqual(this.digest, digestOf(typed.replace(/\s/g, '')))) {
      return { kind: 'verified' };
    }
    return invalid(this.attempts === 0 ? 'MAX_ATTEMPTS' : 'INVALID_CODE', this.attempts);
  }
}

function invalid(reason: OtpInvalidReason, attemptsRemaining: number): OtpVerdict {
  return { kind: 'invalid', reason, attemptsRemaining };
}

function digestOf(code: string): Buffer {
  return createHash('sha256').update(code).digest();
}
