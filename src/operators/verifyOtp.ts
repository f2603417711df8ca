import {
  concat,
  defer,
  dematerialize,
  EMPTY,
  materialize,
  merge,
  mergeMap,
  of,
  take,
  type MonoTypeOperatorFunction,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import type { OtpInvalid } from '../protocol';
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
 * ask                                        -------(code|)
 * sent                                              ^verify_otp   ^send_message
 * verifyOtp()  ack--otp_required--otp_sent--eventual_response-----otp_verified--ack--t--(eventual_response|)
 * ```
 *
 * It asks when the turn has ended, and holds the connection meanwhile: the code belongs to the
 * session. A wrong code brings an `otp_invalid` and the question again while attempts remain; with
 * none left the result completes. `ask` that completes without a code gives up. A code that could
 * not be sent, or whose turn was cancelled or failed, is not asked for.
 *
 * @param ask - called for each attempt; the first value of what it gives is the code
 * @throws whatever `ask` throws; a `SmoothOperatorError` if the code cannot be verified at all
 * @example
 * turn$.pipe(verifyOtp(({ maskedDestination }) => dialog.prompt(`The code sent to ${maskedDestination}`)))
 */
export function verifyOtp(
  ask: (request: OneTimeCodeRequest) => string | ObservableInput<string>,
): MonoTypeOperatorFunction<TurnEvent> {
  return (turn$) => {
    const verify = (
      prompt: OneTimeCodePrompt,
      request: OneTimeCodeRequest,
    ): Observable<TurnEvent> =>
      defer(() => inputOf(ask(request))).pipe(
        take(1),
        mergeMap((code) => prompt.answer({ code })),
        mergeMap((verdict) => {
          if (verdict.type === 'otp_verified') return concat(of(verdict), run$);
          const rejected = verdict.data.data;
          return concat(
            of(verdict),
            rejected.attemptsRemaining > 0 ? verify(prompt, { ...request, rejected }) : EMPTY,
          );
        }),
      );

    const run$: Observable<TurnEvent> = defer(() => {
      let prompt: OneTimeCodePrompt | undefined;
      let verification$: Observable<TurnEvent> | undefined;

      const holding = (event: TurnEvent): Observable<never> => {
        if (event.type === 'otp_verification_required') ({ prompt } = event);
        if (event.type === 'otp_sent' && prompt) {
          const { toolId, actionDescription, hold$ } = prompt;
          verification$ = verify(prompt, { toolId, actionDescription, ...event.data.data });
          return hold$;
        }
        if (event.type === 'cancelled') verification$ = undefined;
        return EMPTY;
      };

      return turn$.pipe(
        // The end of the turn travels as an event, so that the connection is held across it.
        materialize(),
        mergeMap((notification) => {
          if (notification.kind === 'N')
            return merge(of(notification), holding(notification.value));
          return notification.kind === 'C' && verification$
            ? verification$.pipe(materialize())
            : of(notification);
        }),
        dematerialize(),
      );
    });
    return run$;
  };
}
