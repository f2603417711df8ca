import type { Observable } from 'rxjs';
import type { SmartflowClient } from 'smooth-operator-rx/smartflow';

/** One call and the request that it is. */
export interface Case {
  readonly name: string;
  readonly call: (smartflow: SmartflowClient) => Observable<unknown>;
  /** `POST http://gateway.test:7775/v1/rerank` */
  readonly line: string;
  readonly json?: unknown;
  /** Beside the key and the type of the content. */
  readonly headers?: Readonly<Record<string, string>>;
}

const PROXY = 'http://gateway.test:7775';
const MANAGEMENT = 'http://gateway.test:7778';
const COMPLIANCE = 'http://gateway.test:7777';
const BRIDGE = 'http://gateway.test:3500';

const hi = [{ role: 'user', content: 'Hi' }] as const;
const chatBody = { model: 'gpt-4o', messages: hi, temperature: 0.7, stream: false };
const tool = {
  type: 'function',
  function: { name: 'find', parameters: { type: 'object' } },
} as const;
const call = {
  userId: 'u 1',
  conversationId: 'c1',
  routeTo: 'ollama',
  headers: { 'X-Team': 'red' },
  timeout: 5_000,
  retry: false,
} as const;
const callHeaders = {
  'x-smartflow-user-id': 'u 1',
  'x-conversation-id': 'c1',
  'x-smartflow-provider': 'ollama',
  'x-team': 'red',
};

/** Every method, with nothing but what it needs, and with all it takes. */
export const CASES: readonly Case[] = [
  {
    name: 'chat',
    call: (sf) => sf.chat('Hi'),
    line: `POST ${PROXY}/v1/chat/completions`,
    json: chatBody,
  },
  {
    name: 'chat',
    call: (sf) => sf.chat('Hi', { systemPrompt: '' }),
    line: `POST ${PROXY}/v1/chat/completions`,
    json: chatBody,
  },
  {
    name: 'chat',
    call: (sf) =>
      sf.chat('Hi', {
        systemPrompt: 'Be brief',
        model: 'claude-sonnet-4-6',
        temperature: 0,
        maxTokens: 5,
        extra: { top_p: 0.5 },
        ...call,
      }),
    line: `POST ${PROXY}/v1/chat/completions`,
    json: {
      model: 'claude-sonnet-4-6',
      messages: [{ role: 'system', content: 'Be brief' }, ...hi],
      temperature: 0,
      max_tokens: 5,
      top_p: 0.5,
      stream: false,
    },
    headers: callHeaders,
  },
  {
    name: 'chatCompletions',
    call: (sf) => sf.chatCompletions(hi),
    line: `POST ${PROXY}/v1/chat/completions`,
    json: chatBody,
  },
  {
    name: 'chatCompletions',
    call: (sf) =>
      sf.chatCompletions(hi, {
        model: 'xai/grok',
        maxTokens: 0,
        tools: [tool],
        toolChoice: 'required',
        extra: { response_format: { type: 'json_object' } },
        ...call,
      }),
    line: `POST ${PROXY}/v1/chat/completions`,
    json: {
      ...chatBody,
      model: 'xai/grok',
      max_tokens: 0,
      tools: [tool],
      tool_choice: 'required',
      response_format: { type: 'json_object' },
    },
    headers: callHeaders,
  },
  {
    name: 'streamChat',
    call: (sf) => sf.streamChat('Hi', { systemPrompt: 'Be brief', ...call }),
    line: `POST ${PROXY}/v1/chat/completions`,
    json: {
      ...chatBody,
      messages: [{ role: 'system', content: 'Be brief' }, ...hi],
      stream: true,
    },
    headers: callHeaders,
  },
  {
    name: 'streamChatCompletions',
    call: (sf) => sf.streamChatCompletions(hi),
    line: `POST ${PROXY}/v1/chat/completions`,
    json: { ...chatBody, stream: true },
  },
  {
    name: 'streamChatCompletions',
    call: (sf) => sf.streamChatCompletions(hi, { includeUsage: true, tools: [tool], ...call }),
    line: `POST ${PROXY}/v1/chat/completions`,
    json: { ...chatBody, tools: [tool], stream: true, stream_options: { include_usage: true } },
    headers: callHeaders,
  },
  {
    name: 'claudeMessage',
    call: (sf) => sf.claudeMessage('Hi'),
    line: `POST ${PROXY}/anthropic/v1/messages`,
    json: { model: 'claude-sonnet-4-6', max_tokens: 1024, messages: hi },
    headers: { 'anthropic-version': '2023-06-01' },
  },
  {
    name: 'claudeMessage',
    call: (sf) =>
      sf.claudeMessage('Hi', {
        model: 'claude-haiku',
        maxTokens: 9,
        system: 'Be brief',
        anthropicKey: 'sk-ant-1',
        ...call,
      }),
    line: `POST ${PROXY}/anthropic/v1/messages`,
    json: { model: 'claude-haiku', max_tokens: 9, system: 'Be brief', messages: hi },
    headers: { 'anthropic-version': '2023-06-01', 'x-api-key': 'sk-ant-1', ...callHeaders },
  },
  {
    name: 'embeddings',
    call: (sf) => sf.embeddings('one'),
    line: `POST ${PROXY}/v1/embeddings`,
    json: { model: 'text-embedding-3-small', input: ['one'], encoding_format: 'float' },
  },
  {
    name: 'embeddings',
    call: (sf) =>
      sf.embeddings(['one', 'two'], {
        model: 'embed-english-v3.0',
        encodingFormat: 'base64',
        dimensions: 256,
        inputType: 'search_document',
        extra: { user: 'u' },
        ...call,
      }),
    line: `POST ${PROXY}/v1/embeddings`,
    json: {
      model: 'embed-english-v3.0',
      input: ['one', 'two'],
      encoding_format: 'base64',
      dimensions: 256,
      input_type: 'search_document',
      user: 'u',
    },
    headers: callHeaders,
  },
  {
    name: 'imageGeneration',
    call: (sf) => sf.imageGeneration('A sunset'),
    line: `POST ${PROXY}/v1/images/generations`,
    json: {
      prompt: 'A sunset',
      model: 'dall-e-3',
      n: 1,
      size: '1024x1024',
      response_format: 'url',
    },
  },
  {
    name: 'imageGeneration',
    call: (sf) =>
      sf.imageGeneration('A sunset', {
        model: 'dall-e-2',
        n: 2,
        size: '256x256',
        quality: 'hd',
        style: 'vivid',
        responseFormat: 'b64_json',
        ...call,
      }),
    line: `POST ${PROXY}/v1/images/generations`,
    json: {
      prompt: 'A sunset',
      model: 'dall-e-2',
      n: 2,
      size: '256x256',
      quality: 'hd',
      style: 'vivid',
      response_format: 'b64_json',
    },
    headers: callHeaders,
  },
  {
    name: 'textToSpeech',
    call: (sf) => sf.textToSpeech('Hello'),
    line: `POST ${PROXY}/v1/audio/speech`,
    json: { input: 'Hello', model: 'tts-1', voice: 'alloy', response_format: 'mp3', speed: 1 },
  },
  {
    name: 'textToSpeech',
    call: (sf) =>
      sf.textToSpeech('Hello', {
        model: 'tts-1-hd',
        voice: 'nova',
        responseFormat: 'wav',
        speed: 2,
        ...call,
      }),
    line: `POST ${PROXY}/v1/audio/speech`,
    json: { input: 'Hello', model: 'tts-1-hd', voice: 'nova', response_format: 'wav', speed: 2 },
    headers: callHeaders,
  },
  {
    name: 'rerank',
    call: (sf) => sf.rerank('q', ['a', 'b']),
    line: `POST ${PROXY}/v1/rerank`,
    json: { query: 'q', documents: ['a', 'b'], model: 'rerank-english-v3.0' },
  },
  {
    name: 'rerank',
    call: (sf) => sf.rerank('q', [], { model: 'm', topN: 1, ...call }),
    line: `POST ${PROXY}/v1/rerank`,
    json: { query: 'q', documents: [], model: 'm', top_n: 1 },
    headers: callHeaders,
  },
  {
    name: 'listModels',
    call: (sf) => sf.listModels(call),
    line: `GET ${PROXY}/v1/models`,
    headers: callHeaders,
  },
  {
    name: 'chatbotQuery',
    call: (sf) => sf.chatbotQuery('How are you?', call),
    line: `POST ${PROXY}/api/chatbot/query`,
    json: { query: 'How are you?' },
    headers: callHeaders,
  },
  { name: 'health', call: (sf) => sf.health(), line: `GET ${PROXY}/health` },
  {
    name: 'checkCompliance',
    call: (sf) => sf.checkCompliance('text'),
    line: `POST ${COMPLIANCE}/api/compliance/scan`,
    json: { content: 'text', policy: 'enterprise_standard' },
  },
  {
    name: 'checkCompliance',
    call: (sf) => sf.checkCompliance('text', { policy: 'pci', ...call }),
    line: `POST ${COMPLIANCE}/api/compliance/scan`,
    json: { content: 'text', policy: 'pci' },
    headers: callHeaders,
  },
  {
    name: 'redactPii',
    call: (sf) => sf.redactPii('text'),
    line: `POST ${COMPLIANCE}/api/compliance/scan`,
    json: { content: 'text', policy: 'enterprise_standard' },
  },
  {
    name: 'intelligentScan',
    call: (sf) => sf.intelligentScan('text'),
    line: `POST ${COMPLIANCE}/api/compliance/intelligent/scan`,
    json: { content: 'text' },
  },
  {
    name: 'intelligentScan',
    call: (sf) => sf.intelligentScan('text', { orgId: 'o', context: 'work', ...call }),
    line: `POST ${COMPLIANCE}/api/compliance/intelligent/scan`,
    json: { content: 'text', user_id: 'u 1', org_id: 'o', context: 'work' },
    headers: callHeaders,
  },
  {
    name: 'submitComplianceFeedback',
    call: (sf) => sf.submitComplianceFeedback('s1', false),
    line: `POST ${COMPLIANCE}/api/compliance/intelligent/feedback`,
    json: { scan_id: 's1', is_false_positive: false },
  },
  {
    name: 'submitComplianceFeedback',
    call: (sf) => sf.submitComplianceFeedback('s1', true, { notes: 'fine', ...call }),
    line: `POST ${COMPLIANCE}/api/compliance/intelligent/feedback`,
    json: { scan_id: 's1', is_false_positive: true, user_id: 'u 1', notes: 'fine' },
    headers: callHeaders,
  },
  {
    name: 'getLearningStatus',
    call: (sf) => sf.getLearningStatus('team a/b?c#d%e é', call),
    line: `GET ${COMPLIANCE}/api/compliance/learning/status/team%20a%2Fb%3Fc%23d%25e%20%C3%A9`,
    headers: callHeaders,
  },
  {
    name: 'getLearningSummary',
    call: (sf) => sf.getLearningSummary(),
    line: `GET ${COMPLIANCE}/api/compliance/learning/summary`,
  },
  {
    name: 'getMlStats',
    call: (sf) => sf.getMlStats(),
    line: `GET ${COMPLIANCE}/api/compliance/intelligent/stats`,
  },
  {
    name: 'getOrgSummary',
    call: (sf) => sf.getOrgSummary(),
    line: `GET ${COMPLIANCE}/api/compliance/org/summary`,
  },
  {
    name: 'getOrgBaseline',
    call: (sf) => sf.getOrgBaseline('a/b c'),
    line: `GET ${COMPLIANCE}/api/compliance/org/status/a%2Fb%20c`,
  },
  {
    name: 'getPersistenceStats',
    call: (sf) => sf.getPersistenceStats(),
    line: `GET ${COMPLIANCE}/api/compliance/persistence/stats`,
  },
  {
    name: 'saveComplianceData',
    call: (sf) => sf.saveComplianceData(),
    line: `POST ${COMPLIANCE}/api/compliance/persistence/save`,
    json: {},
  },
  {
    name: 'getIntelligentHealth',
    call: (sf) => sf.getIntelligentHealth(),
    line: `GET ${COMPLIANCE}/api/compliance/intelligent/health`,
  },
  {
    name: 'getCacheStats',
    call: (sf) => sf.getCacheStats(),
    line: `GET ${MANAGEMENT}/api/metacache/stats`,
  },
  {
    name: 'healthComprehensive',
    call: (sf) => sf.healthComprehensive(),
    line: `GET ${MANAGEMENT}/api/health/comprehensive`,
  },
  {
    name: 'getProviderHealth',
    call: (sf) => sf.getProviderHealth(),
    line: `GET ${MANAGEMENT}/api/providers/perf`,
  },
  {
    name: 'getLogs',
    call: (sf) => sf.getLogs(),
    line: `GET ${MANAGEMENT}/api/vas/logs?limit=100&offset=0&days=30`,
  },
  {
    name: 'getLogs',
    call: (sf) =>
      sf.getLogs({ limit: 5, offset: 10, provider: 'openai', model: 'a/b c', days: 7, ...call }),
    line: `GET ${MANAGEMENT}/api/vas/logs?limit=5&offset=10&days=7&provider=openai&model=a%2Fb+c`,
    headers: callHeaders,
  },
  {
    name: 'getLogsHybrid',
    call: (sf) => sf.getLogsHybrid(),
    line: `GET ${BRIDGE}/api/redis/logs?limit=100`,
  },
  {
    name: 'getLogsHybrid',
    call: (sf) => sf.getLogsHybrid({ limit: 7 }),
    line: `GET ${BRIDGE}/api/redis/logs?limit=7`,
  },
  {
    name: 'getAnalytics',
    call: (sf) => sf.getAnalytics(),
    line: `GET ${BRIDGE}/api/hybrid/analytics`,
  },
  {
    name: 'getAnalytics',
    call: (sf) => sf.getAnalytics({ startDate: '2026-02-01', endDate: '2026-02-19', ...call }),
    line: `GET ${BRIDGE}/api/hybrid/analytics?start_date=2026-02-01&end_date=2026-02-19`,
    headers: callHeaders,
  },
  {
    name: 'getRoutingStatus',
    call: (sf) => sf.getRoutingStatus(),
    line: `GET ${MANAGEMENT}/api/routing/status`,
  },
  {
    name: 'forceProvider',
    call: (sf) => sf.forceProvider('openai'),
    line: `POST ${MANAGEMENT}/api/routing/override`,
    json: { provider: 'openai', ttl_minutes: 5 },
  },
  ...(
    [
      [0, 1],
      [59, 1],
      [60, 1],
      [61, 2],
      [600, 10],
    ] as const
  ).map(([durationSeconds, ttl_minutes]): Case => ({
    name: 'forceProvider',
    call: (sf) => sf.forceProvider('openai', { durationSeconds }),
    line: `POST ${MANAGEMENT}/api/routing/override`,
    json: { provider: 'openai', ttl_minutes },
  })),
  {
    name: 'callMcpTool',
    call: (sf) => sf.callMcpTool('github', 'list_issues'),
    line: `POST ${PROXY}/github/mcp/`,
    json: {
      jsonrpc: '2.0',
      id: 'id-1',
      method: 'tools/call',
      params: { name: 'list_issues', arguments: {} },
    },
    headers: { accept: 'application/json, text/event-stream' },
  },
  {
    name: 'callMcpTool',
    call: (sf) =>
      sf.callMcpTool(
        'github',
        'create_issue',
        { title: 'a {b}' },
        { credentials: { Authorization: 'Bearer ghp' }, ...call },
      ),
    line: `POST ${PROXY}/github/mcp/`,
    json: {
      jsonrpc: '2.0',
      id: 'id-1',
      method: 'tools/call',
      params: { name: 'create_issue', arguments: { title: 'a {b}' } },
    },
    headers: {
      accept: 'application/json, text/event-stream',
      'x-mcp-github-authorization': 'Bearer ghp',
      ...callHeaders,
    },
  },
  {
    name: 'listMcpTools',
    call: (sf) => sf.listMcpTools('my server/1'),
    line: `POST ${PROXY}/my%20server%2F1/mcp/`,
    json: { jsonrpc: '2.0', id: 'id-1', method: 'tools/list', params: {} },
    headers: { accept: 'application/json, text/event-stream' },
  },
  {
    name: 'searchMcpTools',
    call: (sf) => sf.searchMcpTools('create issue', { k: 3, ...call }),
    line: `GET ${PROXY}/api/mcp/tools/search?q=create+issue&k=3`,
    headers: callHeaders,
  },
  {
    name: 'searchMcpTools',
    call: (sf) => sf.searchMcpTools('a&b'),
    line: `GET ${PROXY}/api/mcp/tools/search?q=a%26b`,
  },
  { name: 'getMcpUsage', call: (sf) => sf.getMcpUsage(), line: `GET ${PROXY}/api/mcp/usage` },
  {
    name: 'sendA2aTask',
    call: (sf) => sf.sendA2aTask('summarizer', 'Sum up'),
    line: `POST ${PROXY}/a2a/summarizer`,
    json: { id: 'id-1', message: { role: 'user', parts: [{ type: 'text', text: 'Sum up' }] } },
    headers: { 'x-a2a-trace-id': 'id-2' },
  },
  {
    name: 'sendA2aTask',
    call: (sf) => sf.sendA2aTask('an agent/1', 'Go', { taskId: 't', traceId: 'trace', ...call }),
    line: `POST ${PROXY}/a2a/an%20agent%2F1`,
    json: { id: 't', message: { role: 'user', parts: [{ type: 'text', text: 'Go' }] } },
    headers: { 'x-a2a-trace-id': 'trace', ...callHeaders },
  },
  {
    name: 'getAgentCard',
    call: (sf) => sf.getAgentCard('a b'),
    line: `GET ${PROXY}/a2a/a%20b/.well-known/agent.json`,
  },
];
