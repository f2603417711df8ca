export {
  attachments,
  type AttachmentOptions,
  type Attachments,
  type BlobAttachment,
} from './conversation/attachments';
export { createClient, type Client } from './conversation/client';
export type { ClientOptions } from './conversation/options';
export type { OfflineQueueOptions } from './conversation/offline';
export type { OpenedSession, SessionOptions } from './conversation/opening';
export type { Session, TurnOptions } from './conversation/session';
export type { TurnEvent } from './conversation/events';
export type { HistoryOptions } from './conversation/history';
export type { Message } from './conversation/message';
export type { BusyPolicy } from './conversation/lane';
export type {
  InteractionPrompt,
  OneTimeCodePrompt,
  PromptState,
  WritePrompt,
} from './conversation/prompt';

export type { ReconnectOptions } from './socket/backoff';
export type { Cause } from './socket/cause';
export { classifyCause, type Classify, type Verdict } from './socket/classify';
export type { HeartbeatOptions } from './socket/heartbeat';
export type { CreateSocket, SocketPort } from './socket/port';
export { httpProbe, type Probe, type ProbeAnswer } from './socket/probe';
export type { ConnectionState } from './socket/state';
export type { Token } from './socket/token';

export {
  isSmoothOperatorError,
  type ErrorKind,
  type ErrorOfKind,
  type SmoothOperatorError,
} from './protocol/errors';

export {
  answerInteractions,
  type InteractionDecision,
  type InteractionHandlers,
} from './operators/answerInteractions';
export { boundedConcatMap, type BoundedConcatMapOptions } from './operators/boundedConcatMap';
export { citations } from './operators/citations';
export { confirmWrites } from './operators/confirmWrites';
export { conflateTokens } from './operators/conflateTokens';
export { detach } from './operators/detach';
export type { OverflowPolicy } from './operators/internal/backlog';
export { reasoning } from './operators/reasoning';
export { reply, type Reply } from './operators/reply';
export { retryTurn, type RetryTurnOptions } from './operators/retryTurn';
export { text } from './operators/text';
export { tokens } from './operators/tokens';
export { toolCalls } from './operators/toolCalls';
export { usage } from './operators/usage';
export { verifyOtp, type OneTimeCodeRequest } from './operators/verifyOtp';
