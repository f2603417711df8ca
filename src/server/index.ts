export { startServer, type RunningServer } from './startServer';
export type { ServerOptions } from './options';
export { noAccess, type Access, type Admission } from './access/access';
export { jwtAccess, type JwtKeys, type JwtOptions } from './access/jwtAccess';
export { localToken, type LocalTokenOptions } from './access/localToken';
export { trusted } from './access/trusted';
export type { Claims } from './access/claims';
export type { Principal, Role } from './access/principal';
export type { TokenOptions } from './access/tokenAccess';
export type { Log, LogEntry, ParkKind, TurnOutcome } from './log';
export type { Limits } from './limits';
export type { ParkEnding } from './parks';
export type { Backplane, PublishedEvent, Target } from './backplane';
export { memoryBackplane } from './backplanes/memory';

export {
  ModelError,
  type ChatMessage,
  type ChatModel,
  type ChatRequest,
  type ModelOutput,
  type ToolCall,
  type Usage,
} from './model';
export { extractiveModel, type ExtractiveOptions } from './models/extractive/extractiveModel';
export { scriptedModel, type ScriptEntry } from './models/scripted';
export {
  smartflowModel,
  type SmartflowModelOptions,
  type TokenPrice,
} from './models/smartflow/smartflowModel';

export { documentKnowledge, type Knowledge, type Passage } from './knowledge';
export type { Skills } from './skills';
export { skillFolders } from './skills/skillFolders';
export type { KnowledgeDocument } from './knowledge/documents';
export { seedKnowledge } from './knowledge/seed';
export type { Question } from './text/question';

export type {
  AuthLevel,
  Tool,
  ToolArguments,
  ToolContext,
  ToolParameter,
  ToolParameters,
  ToolSpec,
} from './tools';
export { issueRefund } from './tools/issueRefund';
export { knowledgeSearch } from './tools/knowledgeSearch';
export { sendFile, type FileContent, type OfferedFile } from './tools/sendFile';

export { choices } from './interactions/choices';
export { identityIntake } from './interactions/identityIntake';
export type { Checked, FieldError, InteractionKind, SessionStamp } from './interactions/kind';

export { memoryOtp, type MemoryOtpOptions, type SentCode } from './otp/memoryOtp';
export type { OtpService, OtpVerdict } from './otp/otpService';

export { memoryStore } from './stores/memory';
export type {
  Conversation,
  ConversationStore,
  ConversationSummary,
  Session,
  StoredMessage,
} from './store';
