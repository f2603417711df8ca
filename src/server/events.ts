import type { TimestampProvider } from 'rxjs';
import {
  Status,
  type ActionResponses,
  type Cancelled,
  type Citation,
  type ErrorCode,
  type ErrorEvent,
  type EventualResponse,
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
import type { Usage } from './model';
import type { ToolArguments } from './tools';

/** What a turn ends with. */
export interface Reply {
  /** The id of the stored reply. */
  readonly messageId: string;
  readonly text: string;
  readonly citations: readonly Citation[];
  readonly usage: Usage | undefined;
  /** What the user may want to say next. */
  readonly suggestions: readonly string[];
  readonly directive: JsonObject | undefined;
}

/** What a person is asked to approve. */
export type WriteConfirmation = WriteConfirmationRequired['data']['data'];

const ANSWERS: Readonly<Record<keyof ActionResponses, string>> = {
  create_conversation_session: 'The session is open.',
  get_session: 'The session was found.',
  get_conversation_messages: 'The messages, newest first.',
  list_conversations: 'The conversations, newest first.',
  rename_conversation: 'The conversation was renamed.',
  confirm_tool_action: 'The answer was taken.',
  submit_interaction: 'The answer was taken.',
};

/** Makes the events this server sends, in their exact shapes. Nothing else builds one. */
export type Events = ReturnType<typeof eventsOf>;

/** @param clock - gives each event its timestamp */
export function eventsOf(clock: TimestampProvider) {
  const chunk = (requestId: string, node: string, rawResponse: object): StreamChunk => ({
    type: 'stream_chunk',
    requestId,
    timestamp: clock.now(),
    node,
    data: { requestId, node, state: { rawResponse } },
  });

  const nested = <T extends string, D>(type: T, requestId: string, data: D) => ({
    type,
    requestId,
    timestamp: clock.now(),
    data: { requestId, data },
  });

  return {
    /** A turn was taken on. */
    accepted: (requestId: string): ImmediateResponse => ({
      type: 'immediate_response',
      requestId,
      timestamp: clock.now(),
      status: Status.ACCEPTED,
      message: 'The message is being worked on.',
      data: {},
    }),

    /** The answer to any other request. */
    answered: <A extends keyof ActionResponses>(
      action: A,
      requestId: string | undefined,
      data: ActionResponses[A] & JsonObject,
    ): ImmediateResponse => ({
      type: 'immediate_response',
      ...correlation(requestId),
      timestamp: clock.now(),
      status: Status.FINAL,
      message: ANSWERS[action],
      data,
    }),

    streamToken: (requestId: string, token: string): StreamToken => ({
      type: 'stream_token',
      requestId,
      timestamp: clock.now(),
      token,
      data: { requestId, token },
    }),

    streamReasoning: (requestId: string, token: string): StreamReasoning => ({
      type: 'stream_reasoning',
      requestId,
      timestamp: clock.now(),
      token,
      data: { requestId, token },
    }),

    toolCall: (requestId: string, name: string, args: ToolArguments): StreamChunk =>
      chunk(requestId, name, { toolCall: { name, arguments: args } }),

    toolResult: (requestId: string, name: string, isError: boolean, result: string): StreamChunk =>
      chunk(requestId, name, { toolResult: { name, isError, result } }),

    streamPreamble: (requestId: string, token: string): StreamPreamble => ({
      type: 'stream_preamble',
      requestId,
      timestamp: clock.now(),
      token,
      data: { requestId, token },
    }),

    writeConfirmationRequired: (
      requestId: string,
      asked: WriteConfirmation,
    ): WriteConfirmationRequired => nested('write_confirmation_required', requestId, asked),

    interactionRequired: (
      requestId: string,
      card: InteractionRequired['data']['data'],
    ): InteractionRequired => nested('interaction_required', requestId, card),

    interactionInvalid: (
      requestId: string,
      why: InteractionInvalid['data']['data'],
    ): InteractionInvalid => nested('interaction_invalid', requestId, why),

    otpVerificationRequired: (
      requestId: string,
      refused: OtpVerificationRequired['data']['data'],
    ): OtpVerificationRequired => nested('otp_verification_required', requestId, refused),

    otpSent: (requestId: string, sent: OtpSent['data']['data']): OtpSent =>
      nested('otp_sent', requestId, sent),

    otpVerified: (requestId: string, message: string): OtpVerified =>
      nested('otp_verified', requestId, { message }),

    otpInvalid: (requestId: string, why: OtpInvalid['data']['data']): OtpInvalid =>
      nested('otp_invalid', requestId, why),

    keepalive: (requestId: string): Keepalive => ({
      type: 'keepalive',
      requestId,
      timestamp: clock.now(),
      data: { requestId },
    }),

    eventualResponse: (
      requestId: string,
      { messageId, text, citations, usage, suggestions, directive }: Reply,
    ): EventualResponse => ({
      type: 'eventual_response',
      requestId,
      timestamp: clock.now(),
      status: Status.FINAL,
      data: {
        requestId,
        status: Status.FINAL,
        data: {
          messageId,
          response: {
            responseParts: [text],
            customerHappinessScore: 0.5,
            needsSatisfactionScore: 0.5,
            requestSummary: '',
            resolutionStatus: 'in_progress',
            suggestedNextActions: [...suggestions],
          },
          needsEscalation: false,
          ...(usage && { usage }),
          ...(citations.length > 0 && { citations }),
          ...(directive && { directive }),
        },
      },
    }),

    cancelled: (requestId: string): Cancelled => ({
      type: 'cancelled',
      requestId,
      timestamp: clock.now(),
      status: Status.CANCELLED,
      data: { requestId, status: Status.CANCELLED },
    }),

    error: (
      requestId: string | undefined,
      code: ErrorCode,
      message: string,
      details?: JsonObject,
    ): ErrorEvent => ({
      type: 'error',
      ...correlation(requestId),
      timestamp: clock.now(),
      error: { code, message },
      data: { ...correlation(requestId), error: { code, message }, ...(details && { details }) },
    }),

    pong: (requestId: string | undefined): Pong => {
      const timestamp = clock.now();
      return { type: 'pong', ...correlation(requestId), timestamp, data: { timestamp } };
    },
  };
}

/** Absent, never null, when the request had none. */
function correlation(requestId: string | undefined): { requestId?: string } {
  return requestId === undefined ? {} : { requestId };
}
