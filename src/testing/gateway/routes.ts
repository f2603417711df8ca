import { messagesDialect } from './anthropic/messages';
import { listAnthropicModels } from './anthropic/models';
import { feedback, intelligentHealth, intelligentScan } from './compliance/intelligentScan';
import { learningStatus, learningSummary } from './compliance/learning';
import { mlStats } from './compliance/mlStats';
import { orgBaseline, orgSummary } from './compliance/organisation';
import { persistenceStats, saveCompliance } from './compliance/persistence';
import { scan } from './compliance/scan';
import { analytics } from './bridge/analytics';
import { redisLogs } from './bridge/logs';
import { cacheStats } from './management/cacheStats';
import { vasLogs } from './management/logs';
import { providerHealth } from './management/providerHealth';
import { forceProvider, routingStatus } from './management/routing';
import { systemHealth } from './management/systemHealth';
import { askProvider, askThroughGateway } from './model/converse';
import { speech, transcription } from './openai/audio';
import { chatDialect } from './openai/chat';
import { embeddings } from './openai/embeddings';
import { images } from './openai/images';
import { listModels } from './openai/models';
import { withReasoningModels } from './openai/reasoningModels';
import { a2aTask, agentCard } from './proxy/a2a';
import { chatbot } from './proxy/chatbot';
import { health } from './proxy/health';
import { mcp, mcpUsage, searchTools } from './proxy/mcp';
import { rerank } from './proxy/rerank';
import type { Handler } from './call';

type Routes = Readonly<Record<`${'GET' | 'POST'} /${string}`, Handler>>;

const chat = askProvider(chatDialect);

/** Every route there is, by the service that has it. */
export const ROUTES = {
  proxy: {
    'GET /health': health,
    'GET /v1/models': listModels,
    'POST /v1/chat/completions': askThroughGateway(chatDialect),
    'POST /anthropic/v1/messages': askThroughGateway(messagesDialect),
    'POST /v1/embeddings': embeddings,
    'POST /v1/images/generations': images,
    'POST /v1/audio/transcriptions': transcription,
    'POST /v1/audio/speech': speech,
    'POST /v1/rerank': rerank,
    'POST /api/chatbot/query': chatbot,
    'GET /api/mcp/tools/search': searchTools,
    'GET /api/mcp/usage': mcpUsage,
    'POST /{server}/mcp/': mcp,
    'POST /a2a/{agent}': a2aTask,
    'GET /a2a/{agent}/.well-known/agent.json': agentCard,
  },
  management: {
    'GET /api/metacache/stats': cacheStats,
    'GET /api/health/comprehensive': systemHealth,
    'GET /api/providers/perf': providerHealth,
    'GET /api/vas/logs': vasLogs,
    'GET /api/routing/status': routingStatus,
    'POST /api/routing/override': forceProvider,
  },
  compliance: {
    'POST /api/compliance/scan': scan,
    'POST /api/compliance/intelligent/scan': intelligentScan,
    'POST /api/compliance/intelligent/feedback': feedback,
    'GET /api/compliance/intelligent/stats': mlStats,
    'GET /api/compliance/intelligent/health': intelligentHealth,
    'GET /api/compliance/learning/status/{user_id}': learningStatus,
    'GET /api/compliance/learning/summary': learningSummary,
    'GET /api/compliance/org/summary': orgSummary,
    'GET /api/compliance/org/status/{org_id}': orgBaseline,
    'GET /api/compliance/persistence/stats': persistenceStats,
    'POST /api/compliance/persistence/save': saveCompliance,
  },
  bridge: {
    'GET /api/redis/logs': redisLogs,
    'GET /api/hybrid/analytics': analytics,
  },
  openai: {
    'POST /v1/chat/completions': withReasoningModels(chat),
    'POST /v1/embeddings': embeddings,
    'GET /v1/models': listModels,
    'POST /v1/images/generations': images,
    'POST /v1/audio/transcriptions': transcription,
    'POST /v1/audio/speech': speech,
  },
  anthropic: {
    'POST /v1/messages': askProvider(messagesDialect),
    'GET /v1/models': listAnthropicModels,
  },
  gemini: {
    'POST /v1beta/openai/chat/completions': chat,
    'GET /v1beta/openai/models': listModels,
  },
  ollama: { 'POST /v1/chat/completions': chat, 'GET /v1/models': listModels },
  local: { 'POST /v1/chat/completions': chat, 'GET /v1/models': listModels },
} satisfies Readonly<Record<string, Routes>>;

/** The routes of a service, such as `POST /v1/chat/completions`. */
export type RouteOf<Service extends keyof typeof ROUTES> = keyof (typeof ROUTES)[Service] & string;
