export { createSmartflow } from './createSmartflow';
export {
  resolveSettings,
  type ModeSource,
  type ProviderSettings,
  type SmartflowSettings,
} from './settings';
export type { Addresses } from './addresses';
export type {
  Emitted,
  RequestOptions,
  SmartflowClient,
  SmartflowMethods,
  SmartflowPromises,
  SmartflowStreams,
} from './client';
export type {
  CallOptions,
  Headers,
  InferredPath,
  ProviderOptions,
  ResponseMetadata,
  RetryOptions,
  Service,
  SmartflowOptions,
} from './options';
export type { Fetch, FetchInit } from './http/fetch';
export { Mode, PROVIDERS, SmartflowConfig, type Provider } from './config';
export { Secret } from './secret';
export { routeOf, type Route } from './route';

export {
  AuthenticationError,
  CacheError,
  ComplianceError,
  DirectModeError,
  ProviderError,
  RateLimitError,
  ResponseError,
  RpcError,
  SmartflowConnectionError,
  SmartflowError,
  SmartflowTimeoutError,
  ValidationError,
  isSmartflowError,
  type SmartflowErrorFields,
} from './errors';

export type {
  AiMethods,
  AiStreams,
  ChatMessage,
  ChatOptions,
  ChatTool,
  ClaudeOptions,
  CompletionOptions,
  ContentPart,
  EmbeddingOptions,
  ImageOptions,
  RerankOptions,
  SpeechOptions,
  StreamOptions,
  ToolChoice,
  TranscriptionOptions,
} from './methods/ai';
export type {
  ComplianceMethods,
  FeedbackOptions,
  PolicyOptions,
  ScanOptions,
} from './methods/compliance';
export type {
  AnalyticsOptions,
  BridgeLogOptions,
  LogFilter,
  LogOptions,
  LogPageOptions,
  LogStreams,
  MonitoringMethods,
  OverrideOptions,
} from './methods/monitoring';
export type { A2aOptions, McpOptions, ToolMethods, ToolSearchOptions } from './methods/tools';

export { AgentConfig } from './results/agentConfig';
export { AIResponse, Choice } from './results/aiResponse';
export { CacheStats } from './results/cacheStats';
export { ChatChunk, ChunkChoice } from './results/chatChunk';
export { ComplianceResult } from './results/complianceResult';
export { Embedding, EmbeddingResponse } from './results/embeddings';
export { Health, ProviderHealth, SystemHealth } from './results/health';
export {
  IntelligentScanResult,
  RecommendedAction,
  RegexViolation,
} from './results/intelligentScan';
export {
  LearningStatus,
  LearningSummary,
  MLStats,
  OrgBaseline,
  PersistenceStats,
} from './results/learning';
export { A2aResult, AgentCard, FoundMcpTool, McpTool, McpToolResult } from './results/mcp';
export {
  ChatbotAnswer,
  ImageResponse,
  Model,
  RerankResponse,
  Transcription,
} from './results/media';
export { PolicyResult } from './results/policyResult';
export { RiskLevel, riskLevelOf } from './results/riskLevel';
export { ChatToolCall, ToolCallDelta } from './results/toolCall';
export { TokenUsage } from './results/usage';
export { VASLog } from './results/vasLog';

export { SmartflowAgent, type AgentReply } from './agent/agent';
export type { AgentClient, AgentOptions, TurnOptions } from './agent/options';
export { BLOCKED_REPLY } from './agent/screening';
export type { AgentTool } from './agent/tool';
export type { Settled } from './settled';

export {
  loggedCost,
  pricedCost,
  type CostOf,
  type ModelPrice,
  type PaidCompletion,
} from './workflow/cost';
export type { WorkflowEvent, WorkflowFailure, WorkflowResult } from './workflow/event';
export type { WorkflowClient } from './workflow/perform';
export type { ChatStep, ComplianceStep, ConditionStep, WorkflowStep } from './workflow/step';
export { SmartflowWorkflow, type RunOptions, type WorkflowOptions } from './workflow/workflow';
