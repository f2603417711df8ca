export { ACTIONS, EVENTS, type ActionTag, type EventTag } from './tags';
export { ErrorCode, Status } from './codes';
export * from './limits';
export type { JsonObject } from './codec/primitives';

export {
  actionResponses,
  clientActionCodecs,
  type ActionResponses,
  type ClientAction,
} from './clientAction';
export { serverEventCodecs, type ServerEvent } from './serverEvent';
export { decodeClientAction, decodeServerEvent } from './decode';
export { encodeClientAction } from './encode';
export { explain, type DecodeFailure } from './failure';
export {
  isSmoothOperatorError,
  operatorError,
  type ErrorFields,
  type ErrorKind,
  type ErrorOfKind,
  type SmoothOperatorError,
} from './errors';

export { errorOf } from './errorOf';
export { replyText } from './replyText';
export { toolActivity, type ToolActivity, type ToolCall, type ToolResult } from './toolActivity';

export { Cancel } from './action/cancel';
export { ConfirmToolAction, ConfirmToolActionResponse } from './action/confirmToolAction';
export {
  CreateConversationSession,
  CreateConversationSessionResponse,
} from './action/createConversationSession';
export {
  GetConversationMessages,
  GetConversationMessagesResponse,
} from './action/getConversationMessages';
export { GetSession, GetSessionResponse } from './action/getSession';
export { ListConversations, ListConversationsResponse } from './action/listConversations';
export { Ping } from './action/ping';
export { RenameConversation, RenameConversationResponse } from './action/renameConversation';
export { FileAttachment, ImageAttachment, SendMessage } from './action/sendMessage';
export { SubmitInteraction, SubmitInteractionResponse } from './action/submitInteraction';
export { VerifyOtp } from './action/verifyOtp';

export { Cancelled } from './event/cancelled';
export { ErrorEvent } from './event/error';
export { EventualResponse } from './event/eventualResponse';
export { ImmediateResponse } from './event/immediateResponse';
export { InteractionInvalid } from './event/interactionInvalid';
export { InteractionRequired } from './event/interactionRequired';
export { Keepalive } from './event/keepalive';
export { OtpInvalid } from './event/otpInvalid';
export { OtpSent } from './event/otpSent';
export { OtpVerificationRequired } from './event/otpVerificationRequired';
export { OtpVerified } from './event/otpVerified';
export { Pong } from './event/pong';
export { StreamChunk } from './event/streamChunk';
export { StreamPreamble } from './event/streamPreamble';
export { StreamReasoning } from './event/streamReasoning';
export { StreamToken } from './event/streamToken';
export { WriteConfirmationRequired } from './event/writeConfirmationRequired';

export { GeneralAgentResponse } from './domain/agentResponse';
export { Checkpoint } from './domain/checkpoint';
export { Citation } from './domain/citation';
export { Conversation, ConversationSummary } from './domain/conversation';
export { ConversationMessage, Message, MessageContent } from './domain/message';
export { Participant } from './domain/participant';
export { Session } from './domain/session';
export { Usage } from './domain/usage';

export {
  IDENTITY_FORM,
  IDENTITY_INTAKE,
  IdentityIntakePayload,
  IdentityIntakeSpec,
  IdentityIntakeValues,
} from './interaction/identityIntake';
export {
  CHOICE_CHIPS,
  CHOICES,
  ChoicesPayload,
  ChoicesSpec,
  ChoicesValues,
} from './interaction/choices';
