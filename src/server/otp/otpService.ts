import type { Observable, TimestampProvider } from 'rxjs';
import type { OtpChannel, OtpInvalidReason } from '../../protocol';
import type { Session } from '../store';

/**
 * The port to whoever makes, sends and verifies one-time codes. How long a code is good for and how
 * often somebody may guess is the service's decision. Both Observables are cold; `clock` is the
 * server's, so that expiry is as predictable as the server is.
 *
 * The server waits ten seconds for either. What a service throws is logged, and no client is told.
 */
export interface OtpService {
  /**
   * Makes a code for the session, in place of an earlier one, and sends it. Completes when it is on
   * its way; an error is told to the client as `OTP_SEND_FAILED`.
   */
  send(
    session: Session,
    channel: OtpChannel,
    destination: string,
    clock: TimestampProvider,
  ): Observable<unknown>;
  /** Emits once what came of the code that the user typed. A code is taken once. */
  verify(sessionId: string, code: string, clock: TimestampProvider): Observable<OtpVerdict>;
}

export type OtpVerdict =
  | { readonly kind: 'verified' }
  | {
      readonly kind: 'invalid';
      readonly reason?: OtpInvalidReason;
      /** How often the user may try this code again; 0 asks for a new one. */
      readonly attemptsRemaining: number;
    };

/** How long the server waits for an {@link OtpService}, in milliseconds. */
export const OTP_PATIENCE = 10_000;
