export { startServer, type RunningServer } from './startServer';
export type { ServerOptions } from './options';
export type { Log, LogEntry, TurnOutcome } from './log';

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

export { documentKnowledge, type Knowledge, type Passage } from './knowledge';
export type { KnowledgeDocument } from './knowledge/documents';
export { seedKnowledge } from './knowledge/seed';
export type { Question } from './text/question';

export type {
  Tool,
  ToolArguments,
  ToolContext,
  ToolParameter,
  ToolParameters,
  ToolSpec,
} from './tools';
export { issueRefund } from './tools/issueRefund';

export { memoryStore } from './stores/memory';
export type {
  Conversation,
  ConversationStore,
  ConversationSummary,
  Session,
  StoredMessage,
} from './store';
