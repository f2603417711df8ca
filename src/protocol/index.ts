export { ACTIONS, EVENTS, type ActionTag, type EventTag } from './tags';
export { ErrorCode, Status } from './codes';
export {
  BUSY_RETRY_MS,
  CHOICE_HEADER_MAX,
  CHOICE_OPTIONS_MAX,
  CHOICE_OPTIONS_MIN,
  CHOICE_QUESTIONS_MAX,
  CITATIONS_MAX,
  FILE_NAME_MAX,
  FRAME_MAX_BYTES,
  MESSAGE_MAX,
  PAGE_LIMIT_DEFAULT,
  PAGE_LIMIT_MAX,
  PROMPT_EXPIRY_MS,
  SKILL_PATTERN,
  SNIPPET_MAX,
  TITLE_MAX,
} from './limits';

export { decodeClientAction } from './decodeClientAction';
export { decodeServerEvent } from './decodeServerEvent';
export { encodeClientAction, encodeServerEvent } from './encode';
export { explain, type DecodeFailure, type FrameIdentity } from './failure';
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

export { serverEventCodecs, type ServerEvent } from './serverEvent';
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

export {
  actionResponses,
  clientActionCodecs,
  type ActionResponses,
  type ClientAction,
} from './clientAction';
export { Cancel } from './action/cancel';
export { ConfirmToolAction, ConfirmToolActionResponse } from './action/confirmToolAction';
export {
  AuthContext,
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
export {
  FileAttachment,
  ImageAttachment,
  SendMessage,
  SendMessageResponse,
} from './action/sendMessage';
export { SubmitInteraction, SubmitInteractionResponse } from './action/submitInteraction';
export { VerifyOtp } from './action/verifyOtp';

export { GeneralAgentResponse } from './domain/agentResponse';
export { Checkpoint } from './domain/checkpoint';
export { Citation } from './domain/citation';
export { Conversation } from './domain/conversation';
export { ConversationMessage } from './domain/conversationMessage';
export { ConversationSummary } from './domain/conversationSummary';
export { ContentItem, Direction, Message, MessageContent, MessageParty } from './domain/message';
export { OtpChannel, OtpInvalidReason } from './domain/otp';
export { Participant } from './domain/participant';
export { Session, SessionStatus } from './domain/session';
export { Usage } from './domain/usage';

export {
  CHOICE_CHIPS,
  CHOICES,
  ChoicesPayload,
  ChoicesSpec,
  ChoicesValues,
} from './interaction/choices';
export {
  IDENTITY_FORM,
  IDENTITY_INTAKE,
  IdentityIntakePayload,
  IdentityIntakeSpec,
  IdentityIntakeValues,
} from './interaction/identityIntake';
export { InteractionStatus } from './interaction/status';
export { JsonObject } from './codec/primitives';
