import type * as t from 'io-ts';
import { Cancelled } from './event/cancelled';
import { ErrorEvent } from './event/error';
import { EventualResponse } from './event/eventualResponse';
import { ImmediateResponse } from './event/immediateResponse';
import { InteractionInvalid } from './event/interactionInvalid';
import { InteractionRequired } from './event/interactionRequired';
import { Keepalive } from './event/keepalive';
import { OtpInvalid } from './event/otpInvalid';
import { OtpSent } from './event/otpSent';
import { OtpVerificationRequired } from './event/otpVerificationRequired';
import { OtpVerified } from './event/otpVerified';
import { Pong } from './event/pong';
import { StreamChunk } from './event/streamChunk';
import { StreamPreamble } from './event/streamPreamble';
import { StreamReasoning } from './event/streamReasoning';
import { StreamToken } from './event/streamToken';
import { WriteConfirmationRequired } from './event/writeConfirmationRequired';
import type { EventTag } from './tags';

/** Whatever a server can send. */
export type ServerEvent =
  | Cancelled
  | ErrorEvent
  | EventualResponse
  | ImmediateResponse
  | InteractionInvalid
  | InteractionRequired
  | Keepalive
  | OtpInvalid
  | OtpSent
  | OtpVerificationRequired
  | OtpVerified
  | Pong
  | StreamChunk
  | StreamPreamble
  | StreamReasoning
  | StreamToken
  | WriteConfirmationRequired;

/** The codec of each event, by its tag. */
export const serverEventCodecs: {
  readonly [T in EventTag]: t.Type<Extract<ServerEvent, { type: T }>>;
} = {
  immediate_response: ImmediateResponse,
  stream_token: StreamToken,
  stream_reasoning: StreamReasoning,
  stream_preamble: StreamPreamble,
  stream_chunk: StreamChunk,
  eventual_response: EventualResponse,
  cancelled: Cancelled,
  error: ErrorEvent,
  write_confirmation_required: WriteConfirmationRequired,
  otp_verification_required: OtpVerificationRequired,
  otp_sent: OtpSent,
  otp_verified: OtpVerified,
  otp_invalid: OtpInvalid,
  interaction_required: InteractionRequired,
  interaction_invalid: InteractionInvalid,
  keepalive: Keepalive,
  pong: Pong,
};
