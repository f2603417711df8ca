import {
  concat,
  connect,
  defer,
  dematerialize,
  EMPTY,
  filter,
  materialize,
  merge,
  mergeMap,
  of,
  scan,
  switchMap,
  take,
  tap,
  type MonoTypeOperatorFunction,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import type { OtpInvalid, OtpSent, OtpVerified } from '../protocol';
import type { TurnEvent } from '../conversation/events';
import type { OneTimeCodePrompt } from '../conversation/prompt';
import { inputOf } from './internal/inputOf';

/** What a person needs to know to type in a code. */
export interface OneTimeCodeRequest {
  readonly toolId: string;
  readonly actionDescription: string;
  readonly channel: 'email' | 'sms';
  readonly maskedDestination: string;
  /** Why the last code was not taken; absent the first time. */
  readonly rejected?: OtpInvalid['data']['data'];
}

/**
 * Asks for the one-time code that a tool needs, verifies it, and then runs the turn again: servers
 * refuse the tool, send the code, end the turn, and expect the message once more from a verified
 * session.
 *
 * ```
 * turn         ack--otp_required--otp_sent--(eventual_response|)
 * ask                             ---------------------(code|)
 * verifyOtp()  ack--otp_required--otp_sent--eventual_response--otp_verified--ack--t--(eventual_response|)
 * sent                                                 ^verify_otp           ^send_message
 * ```
 *
 * A wrong code brings an `otp_invalid` and the question again while attempts remain; with none left
 * the result completes. `ask` that completes without a code gives up. A code that could not be sent
 * is not asked for.
 *
 * @throws whatever `ask` throws
 * @example
 * turn$.pipe(verifyOtp(({ maskedDestination }) => dialog.prompt(`The code sent to ${maskedDestination}`)))
 */
export function verifyOtp(
  ask: (request: OneTimeCodeRequest) => string | ObservableInput<string>,
): MonoTypeOperatorFunction<TurnEvent> {
  return (turn$) => {
    const run$: Observable<TurnEvent> = defer(() => {
      let verified = false;
      const verifying$ = turn$.pipe(
        connect((events$) => merge(events$, events$.pipe(sentCodes(), switchMap(verify(ask))))),
        tap((event) => {
          if (event.type === 'otp_verified') verified = true;
        }),
      );
      return concat(
        verifying$,
        defer(() => (verified ? run$ : EMPTY)),
      );
    });
    return run$;
  };
}

interface SentCode {
  readonly prompt: OneTimeCodePrompt;
  readonly sent: OtpSent['data']['data'];
}

/** Each code that was sent, with the prompt that it answers. */
function sentCodes() {
  return (events$: Observable<TurnEvent>): Observable<SentCode> =>
    events$.pipe(
      scan(({ prompt }: Partial<SentCode>, event): Partial<SentCode> => {
        if (event.type === 'otp_verification_required') return { prompt: event.prompt };
        return event.type === 'otp_sent' && prompt ? { prompt, sent: event.data.data } : { prompt };
      }, {}),
      filter((code): code is SentCode => code.sent !== undefined),
    );
}

function verify(ask: Parameters<typeof verifyOtp>[0]) {
  return ({ prompt, sent }: SentCode): Observable<TurnEvent> => {
    const attempt = (rejected?: OtpInvalid): Observable<OtpVerified | OtpInvalid> =>
      defer(() =>
        inputOf(
          ask({
            toolId: prompt.toolId,
            actionDescription: prompt.actionDescription,
            ...sent,
            ...(rejected && { rejected: rejected.data.data }),
          }),
        ),
      ).pipe(
        take(1),
        mergeMap((code) => prompt.verify(code)),
        mergeMap((event) =>
          event.type === 'otp_invalid' && event.data.data.attemptsRemaining > 0
            ? concat(of(event), attempt(event))
            : of(event),
        ),
      );
    return merge(prompt.hold$, attempt().pipe(materialize())).pipe(dematerialize());
  };
}
