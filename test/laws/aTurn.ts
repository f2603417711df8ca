import { EMPTY, NEVER, type Observable, type OperatorFunction } from 'rxjs';
import type { TurnEvent } from 'smooth-operator-rx';
import type { ServerEvent } from 'smooth-operator-rx/protocol';
import { event } from 'smooth-operator-rx/testing';

/** What the laws are about. */
export type TurnOperator = OperatorFunction<TurnEvent, unknown>;

/** An event that asks, with a prompt that goes nowhere: the laws are not about answers. */
export function asking(
  plain: Exclude<ServerEvent, TurnEvent>,
  members: {
    readonly answer?: (answer: unknown) => Observable<unknown>;
    readonly hold$?: Observable<never>;
  } = {},
): TurnEvent {
  const prompt = { ...plain.data.data, answer: () => EMPTY, hold$: NEVER, ...members };
  return Object.defineProperty(plain, 'prompt', { value: prompt }) as unknown as TurnEvent;
}

/**
 * A turn with an event of every kind; what is text in it counts: `#1`, `#2`, … New objects each
 * time, so that no law sees what another one left.
 */
export function aTurn(): TurnEvent[] {
  const r = 'r1';
  return [
    event.accepted(r),
    event.streamPreamble(r, '#1'),
    event.streamReasoning(r, '#2'),
    event.streamReasoning(r, '#3'),
    event.streamToken(r, '#4'),
    event.streamToken(r, '#5'),
    event.streamToken(r, '#6'),
    event.keepalive(r),
    event.toolCall(r, '#7'),
    event.toolResult(r, '#8', 'done'),
    asking(event.writeConfirmationRequired(r, '#9')),
    event.toolCall(r, '#10'),
    event.toolResult(r, '#11', 'done'),
    asking(event.interactionRequired(r, { interactionId: '#12', kind: 'identity_intake' })),
    asking(
      event.interactionInvalid(r, {
        interactionId: '#13',
        kind: 'identity_intake',
        errors: [{ field: 'email', message: 'must be a valid email address' }],
      }),
    ),
    event.streamToken(r, '#14'),
    event.streamToken(r, '#15'),
    event.error(r, 'INTERACTION_MISMATCH', '#16'),
    asking(event.otpVerificationRequired(r, { toolId: '#17' })),
    event.otpSent(r, { maskedDestination: '#18' }),
    event.eventualResponse(r, {
      text: '#19',
      usage: { promptTokens: 10, completionTokens: 5 },
      citations: [
        { id: '#20', title: 'Returns', snippet: '', score: 2 },
        { id: '#21', title: 'Shipping', snippet: '', score: 1 },
      ],
    }),
  ];
}
