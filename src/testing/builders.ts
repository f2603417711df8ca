import { of, type Observable } from 'rxjs';
import {
  Status,
  type Cancelled,
  type ClientAction,
  type CreateConversationSessionResponse,
  type ErrorEvent,
  type EventualResponse,
  type GeneralAgentResponse,
  type ImmediateResponse,
  type InteractionInvalid,
  type InteractionRequired,
  type JsonObject,
  type Keepalive,
  type OtpInvalid,
  type OtpSent,
  type OtpVerificationRequired,
  type OtpVerified,
  type Pong,
  type StreamChunk,
  type StreamPreamble,
  type StreamReasoning,
  type StreamToken,
  type WriteConfirmationRequired,
} from '../protocol';

/** What an event correlates to: a requestId, or the action that has it. */
export type Correlation = string | Pick<ClientAction, 'requestId'>;

function idOf(to: Correlation): string {
  const requestId = typeof to === 'string' ? to : to.requestId;
  if (requestId === undefined) throw new Error('This action has no requestId to answer under.');
  return requestId;
}

/** An event of the common form, whose payload is nested one deeper. */
function nested<T extends string, D>(type: T, to: Correlation, data: D) {
  const requestId = idOf(to);
  return { type, requestId, data: { requestId, data } };
}

function streamed<T extends string>(type: T, to: Correlation, token: string) {
  const requestId = idOf(to);
  return { type, requestId, token, data: { requestId, token } };
}

function chunk(to: Correlation, node: string, rawResponse: JsonObject): StreamChunk {
  const requestId = idOf(to);
  return {
    type: 'stream_chunk',
    requestId,
    node,
    data: { requestId, node, state: { rawResponse } },
  };
}

const RESPONSE: GeneralAgentResponse = {
  responseParts: [],
  customerHappinessScore: 0.5,
  needsSatisfactionScore: 0.5,
  requestSummary: '',
  resolutionStatus: 'in_progress',
  suggestedNextActions: [],
};

type Payload<E extends { data: { data: unknown } }> = E['data']['data'];

/**
 * Builds events for tests: one function per tag, in the exact shape a server sends, without a
 * timestamp. The first argument is what the event answers.
 *
 * @example
 * event.streamToken('r2', 'Hello')
 * event.eventualResponse(action, { text: 'Hello', citations: [] })
 */
export const event = {
  /** The acknowledgement of a turn. */
  accepted: (to: Correlation): ImmediateResponse => ({
    type: 'immediate_response',
    requestId: idOf(to),
    status: Status.ACCEPTED,
    data: {},
  }),
  /** The answer to any other request. */
  immediateResponse: (to: Correlation, data: JsonObject = {}): ImmediateResponse => ({
    type: 'immediate_response',
    requestId: idOf(to),
    status: Status.FINAL,
    data,
  }),
  streamToken: (to: Correlation, token: string): StreamToken => streamed('stream_token', to, token),
  streamReasoning: (to: Correlation, token: string): StreamReasoning =>
    streamed('stream_reasoning', to, token),
  streamPreamble: (to: Correlation, token: string): StreamPreamble =>
    streamed('stream_preamble', to, token),
  toolCall: (to: Correlation, name: string, args: JsonObject | string = {}): StreamChunk =>
    chunk(to, name, { toolCall: { name, arguments: args } }),
  toolResult: (to: Correlation, name: string, result: string, isError = false): StreamChunk =>
    chunk(to, name, { toolResult: { name, isError, result } }),
  /** A chunk with any state. */
  streamChunk: (
    to: Correlation,
    node: string,
    state: StreamChunk['data']['state'] = {},
  ): StreamChunk => {
    const requestId = idOf(to);
    return { type: 'stream_chunk', requestId, node, data: { requestId, node, state } };
  },
  /** The end of a turn; `text` becomes the one part of the answer. */
  eventualResponse: (
    to: Correlation,
    { text = '', ...payload }: { readonly text?: string } & Partial<Payload<EventualResponse>> = {},
  ): EventualResponse => {
    const requestId = idOf(to);
    return {
      type: 'eventual_response',
      requestId,
      status: Status.FINAL,
      data: {
        requestId,
        status: Status.FINAL,
        data: {
          messageId: '00000000-0000-4000-8000-00000000000e',
          response: { ...RESPONSE, responseParts: [text] },
          needsEscalation: false,
          ...payload,
        },
      },
    };
  },
  cancelled: (to: Correlation): Cancelled => {
    const requestId = idOf(to);
    return {
      type: 'cancelled',
      requestId,
      status: Status.CANCELLED,
      data: { requestId, status: Status.CANCELLED },
    };
  },
  error: (to: Correlation, code: string, message: string = code): ErrorEvent => {
    const requestId = idOf(to);
    return {
      type: 'error',
      requestId,
      error: { code, message },
      data: { requestId, error: { code, message } },
    };
  },
  writeConfirmationRequired: (
    to: Correlation,
    toolId: string,
    actionDescription: string = toolId,
  ): WriteConfirmationRequired =>
    nested('write_confirmation_required', to, { toolId, actionDescription }),
  otpVerificationRequired: (
    to: Correlation,
    payload: Partial<Payload<OtpVerificationRequired>> = {},
  ): OtpVerificationRequired =>
    nested('otp_verification_required', to, {
      toolId: 'account_details',
      actionDescription: 'Read the details of the account',
      availableChannels: ['email'],
      authLevel: 'end_user',
      ...payload,
    }),
  otpSent: (to: Correlation, payload: Partial<Payload<OtpSent>> = {}): OtpSent =>
    nested('otp_sent', to, { channel: 'email', maskedDestination: 'a***@example.com', ...payload }),
  otpVerified: (to: Correlation, message = 'Verified.'): OtpVerified =>
    nested('otp_verified', to, { message }),
  otpInvalid: (to: Correlation, payload: Partial<Payload<OtpInvalid>> = {}): OtpInvalid =>
    nested('otp_invalid', to, {
      error: 'INVALID_CODE',
      attemptsRemaining: 2,
      message: 'The code is not right.',
      ...payload,
    }),
  interactionRequired: (
    to: Correlation,
    payload: Pick<Payload<InteractionRequired>, 'interactionId' | 'kind'> &
      Partial<Payload<InteractionRequired>>,
  ): InteractionRequired =>
    nested('interaction_required', to, { spec: {}, reason: 'to help you better', ...payload }),
  interactionInvalid: (
    to: Correlation,
    payload: Pick<Payload<InteractionInvalid>, 'interactionId' | 'kind' | 'errors'>,
  ): InteractionInvalid =>
    nested('interaction_invalid', to, { message: 'Some fields need attention.', ...payload }),
  keepalive: (to: Correlation): Keepalive => {
    const requestId = idOf(to);
    return { type: 'keepalive', requestId, data: { requestId } };
  },
  pong: (to: Correlation, timestamp?: number): Pong => ({
    type: 'pong',
    requestId: idOf(to),
    ...(timestamp !== undefined && { data: { timestamp } }),
  }),
  /** The answer to `create_conversation_session`, as an Observable for a script's `answer`. */
  sessionCreated: (
    to: Correlation,
    data: Partial<CreateConversationSessionResponse> = {},
  ): Observable<ImmediateResponse> =>
    of(
      event.immediateResponse(to, {
        sessionId: '00000000-0000-4000-8000-000000000001',
        conversationId: '00000000-0000-4000-8000-000000000002',
        agentName: 'smooth-agent',
        userParticipantId: '00000000-0000-4000-8000-000000000003',
        agentParticipantId: '00000000-0000-4000-8000-000000000004',
        ...data,
      }),
    ),
};
