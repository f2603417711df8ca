import { defer, map, of, switchMap, take, throwIfEmpty, timeout, type Observable } from 'rxjs';
import { ErrorCode, type OtpInvalidReason, type ServerEvent, type VerifyOtp } from '../../protocol';
import { ownSession } from '../access/ownSession';
import { hasKeptContacts } from '../otp/contacts';
import { OTP_PATIENCE, type OtpVerdict } from '../otp/otpService';
import type { Handler } from '../peer';
import { sessionNotFound } from './sessionNotFound';
import { storageError } from './storageError';

type InvalidVerdict = Extract<OtpVerdict, { kind: 'invalid' }>;

const NO_CODE: InvalidVerdict = { kind: 'invalid', reason: 'NOT_FOUND', attemptsRemaining: 0 };

/**
 * Verifies a one-time code. It belongs to the session, not to a turn: once verified, the user says
 * the message again, and the tool that was refused may run.
 */
export const verifyOtp: Handler<VerifyOtp> = ({ requestId, sessionId, code }, peer) => {
  const { service } = peer;
  const { otp, events, clock, store } = service;
  if (code.trim() === '') {
    return of(events.error(requestId, ErrorCode.VALIDATION_ERROR, 'The code is blank.'));
  }

  const verdict$: Observable<OtpVerdict> = otp
    ? defer(() => otp.verify(sessionId, code, clock)).pipe(
        take(1),
        throwIfEmpty(() => new Error('The one-time code service gave no verdict')),
        timeout({ first: OTP_PATIENCE }),
      )
    : of(NO_CODE);
  const refused = (verdict: InvalidVerdict) => of(events.otpInvalid(requestId, invalid(verdict)));
  const marked = () =>
    store
      .updateSession(sessionId, { otpVerified: true })
      .pipe(
        map((session) =>
          session
            ? events.otpVerified(requestId, 'You are verified. Say your message again.')
            : sessionNotFound(requestId, service),
        ),
      );
  const judged = (verdict: OtpVerdict): Observable<ServerEvent> =>
    verdict.kind === 'verified'
      ? store
          .session(sessionId)
          .pipe(
            switchMap((session) =>
              session && hasKeptContacts(session) ? marked() : refused(NO_CODE),
            ),
          )
      : refused(verdict);

  return ownSession(sessionId, peer).pipe(
    switchMap((own) =>
      own ? verdict$.pipe(switchMap(judged)) : of(sessionNotFound(requestId, service)),
    ),
    storageError(requestId, peer),
  );
};

const ASK_AGAIN = 'Say the message again for a new one.';
const ADVICE: Readonly<Record<OtpInvalidReason, string>> = {
  INVALID_CODE: 'The code is wrong.',
  MAX_ATTEMPTS: 'The code was wrong too often.',
  NOT_FOUND: 'There is no code to verify, or it was used.',
  EXPIRED: 'The code has expired.',
};

/** The verdict in the published shape, whatever the service of the host says and counts. */
function invalid({ reason, attemptsRemaining }: InvalidVerdict) {
  const error = reason !== undefined && Object.hasOwn(ADVICE, reason) ? reason : undefined;
  const left = Number.isFinite(attemptsRemaining) ? Math.max(0, Math.floor(attemptsRemaining)) : 0;
  const attempts = left === 1 ? 'One attempt is left.' : `${left} attempts are left.`;
  return {
    ...(error && { error }),
    attemptsRemaining: left,
    message: `${ADVICE[error ?? 'INVALID_CODE']} ${left === 0 ? ASK_AGAIN : attempts}`,
  };
}
