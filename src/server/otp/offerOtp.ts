import {
  catchError,
  concat,
  defer,
  EMPTY,
  endWith,
  ignoreElements,
  map,
  of,
  switchMap,
  timeout,
  type Observable,
} from 'rxjs';
import { ErrorCode, type ServerEvent } from '../../protocol';
import type { Transcript, Turn } from '../transcript';
import { contactsOf, masked, type Contact } from './contacts';
import { OTP_PATIENCE, type OtpService } from './otpService';

/**
 * Offers the user a one-time code when a tool was refused for want of one: once per turn, however
 * many were. A turn never waits for the code; verified later, the user says the message again.
 *
 * ```
 * sent            q--(s|)    q otp_verification_required, s otp_sent
 * cannot be sent  q--(f|)    f error OTP_SEND_FAILED, after which the turn goes on to its end
 * not needed, nowhere to send it, or verified meanwhile  |
 * ```
 *
 * Errors when the store does.
 */
export function offerOtp(turn: Turn, { unverified }: Transcript): Observable<ServerEvent> {
  const { requestId, service } = turn;
  const { otp, events, store } = service;
  if (!otp || !unverified) return EMPTY;

  // Read anew: a card of this turn may have brought a contact, another connection a code.
  return store.session(turn.session.sessionId).pipe(
    switchMap((session = turn.session) => {
      const contacts = contactsOf(session);
      const [contact] = contacts;
      if (!contact || session.otpVerified === true) return EMPTY;
      const required = events.otpVerificationRequired(requestId, {
        ...unverified,
        availableChannels: contacts.map(({ channel }) => channel),
        authLevel: 'end_user',
      });
      // Noted before it is sent, so that the code is good for nobody but who has these contacts.
      const codeSentFor = contacts.map(({ destination }) => destination);
      const noted$ = store.updateSession(session.sessionId, { codeSentFor });
      return concat(of(required), noted$.pipe(switchMap(() => sent(turn, session, contact, otp))));
    }),
  );
}

function sent(
  { requestId, service }: Turn,
  session: Turn['session'],
  contact: Contact,
  otp: OtpService,
): Observable<ServerEvent> {
  const { events, clock, log } = service;
  const { channel, destination } = contact;
  return defer(() => otp.send(session, channel, destination, clock)).pipe(
    ignoreElements(),
    endWith(undefined),
    timeout({ first: OTP_PATIENCE }),
    map(() => events.otpSent(requestId, { channel, maskedDestination: masked(contact) })),
    catchError((error: unknown) => {
      log({ kind: 'failed', error });
      const message =
        'The one-time code could not be sent. Say the message again in a while for a new one.';
      return of(events.error(requestId, ErrorCode.OTP_SEND_FAILED, message));
    }),
  );
}
