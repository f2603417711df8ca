import type { Observable } from 'rxjs';
import {
  AuthenticationError,
  DirectModeError,
  ProviderError,
  RateLimitError,
  SmartflowError,
  ValidationError,
  type SmartflowClient,
} from 'smooth-operator-rx/smartflow';
import type { FakeGateway, FaultName } from 'smooth-operator-rx/testing';
import { describe, expect, it } from 'vitest';
import { all, first, start, told } from './kit';

type ProviderName = keyof FakeGateway['providers'];

const hi = [{ role: 'user', content: 'Hi' }] as const;

const PROVIDERS: readonly (readonly [
  model: string,
  provider: ProviderName,
  path: string,
  headers: Readonly<Record<string, string | undefined>>,
  asked: string,
])[] = [
  [
    'gpt-4o',
    'openai',
    '/v1/chat/completions',
    { authorization: 'Bearer sk-openai', 'x-api-key': undefined },
    'gpt-4o',
  ],
  [
    'openai/gpt-4o',
    'openai',
    '/v1/chat/completions',
    { authorization: 'Bearer sk-openai' },
    'gpt-4o',
  ],
  ['o3-mini', 'openai', '/v1/chat/completions', { authorization: 'Bearer sk-openai' }, 'o3-mini'],
  [
    'claude-sonnet-4-6',
    'anthropic',
    '/v1/messages',
    {
      'x-api-key': 'sk-anthropic',
      'anthropic-version': '2023-06-01',
      authorization: undefined,
    },
    'claude-sonnet-4-6',
  ],
  [
    'anthropic/claude-haiku-4-5',
    'anthropic',
    '/v1/messages',
    { 'x-api-key': 'sk-anthropic' },
    'claude-haiku-4-5',
  ],
  [
    'gemini-2.0-flash',
    'gemini',
    '/v1beta/openai/chat/completions',
    { authorization: 'Bearer sk-gemini' },
    'gemini-2.0-flash',
  ],
  ['ollama/llama3.2', 'ollama', '/v1/chat/completions', { authorization: undefined }, 'llama3.2'],
  ['local/org/model', 'local', '/v1/chat/completions', { authorization: undefined }, 'org/model'],
];

describe.each(PROVIDERS)('direct mode with %s', (model, provider, path, headers, asked) => {
  it('asks the provider at its path, with its key in its header, and nobody else', async () => {
    const { gateway, direct } = await start();
    expect(await all(direct().chat('Hi', { model, userId: 'u1' }))).toEqual(['You said: Hi']);
    const { requests } = gateway.providers[provider];
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({ method: 'POST', path, body: { model: asked } });
    for (const [name, value] of Object.entries(headers)) {
      expect(requests[0]?.headers[name]).toBe(value);
    }
    expect(requests[0]?.headers).not.toHaveProperty('x-smartflow-user-id');
    const others = Object.entries(gateway.providers).filter(([name]) => name !== provider);
    for (const [, other] of others) expect(other.requests).toEqual([]);
    expect(gateway.proxy.requests).toEqual([]);
  });

  it('streams', async () => {
    const { direct } = await start();
    const pieces = await all(direct().streamChat('Hi', { model }));
    expect(pieces).toEqual(['You ', 'said: ', 'Hi']);
  });

  it('calls tools, and takes their results', async () => {
    const { direct } = await start();
    const client = direct();
    const parameters = {
      type: 'object',
      properties: { a: { type: 'number' }, b: { type: 'number' } },
    };
    const options = {
      model,
      tools: [{ type: 'function', function: { name: 'add', parameters } }],
    } as const;
    const question = { role: 'user', content: 'add 2 and 40' } as const;
    const { choices } = await first(client.chatCompletions([question], options));
    expect(choices[0]?.finish_reason).toBe('tool_calls');
    const calls = choices[0]?.message.tool_calls ?? [];
    expect(calls).toMatchObject([{ function: { name: 'add', arguments: '{"a":2,"b":40}' } }]);
    const answered = await first(
      client.chatCompletions(
        [
          question,
          { role: 'assistant', content: null, tool_calls: calls },
          { role: 'tool', content: '42', tool_call_id: calls[0]?.id ?? '' },
        ],
        options,
      ),
    );
    expect(answered.content).toBe('The tool answered: 42');

    const chunks = await all(client.streamChatCompletions([question], options));
    const deltas = chunks.flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? []);
    expect(deltas[0]?.function?.name).toBe('add');
    expect(deltas.map((delta) => delta.function?.arguments ?? '').join('')).toBe('{"a":2,"b":40}');
  });

  it('counts what it used', async () => {
    const { direct } = await start();
    const { usage } = await first(
      direct().chatCompletions([{ role: 'system', content: 'Be brief' }, ...hi], { model }),
    );
    expect(usage).toMatchObject({ prompt_tokens: 3, completion_tokens: 3, total_tokens: 6 });
  });
});

/** The faults that a provider can have, as errors. */
const FAULTS: readonly (readonly [FaultName, abstract new (...args: never[]) => unknown])[] = [
  ['badRequest', ValidationError],
  ['unauthorized', AuthenticationError],
  ['forbidden', SmartflowError],
  ['notFound', SmartflowError],
  ['rateLimited', RateLimitError],
  ['serverError', SmartflowError],
  ['unavailable', ProviderError],
];

describe.each(FAULTS)('a provider that fails with %s', (fault, type) => {
  it.each([
    ['OpenAI', 'gpt-4o'],
    ['Anthropic', 'claude-sonnet-4-6'],
  ])('is a typed error: %s', async (_, model) => {
    const { gateway, direct } = await start();
    gateway.providers.openai.fail('POST /v1/chat/completions', fault);
    gateway.providers.anthropic.fail('POST /v1/messages', fault);
    for (const call of [direct().chat('Hi', { model }), direct().streamChat('Hi', { model })]) {
      const { error } = await told<unknown>(call);
      expect((error as Error).constructor).toBe(type);
      expect(JSON.stringify(error)).not.toMatch(/sk-(openai|anthropic)/);
    }
  });
});

describe('direct mode', () => {
  it('refuses a key that is wrong as the provider does', async () => {
    const { direct } = await start({ keys: ['sk-other'] });
    for (const model of ['gpt-4o', 'claude-sonnet-4-6', 'gemini-2.0-flash']) {
      const { error } = await told(direct().chat('Hi', { model }));
      expect(error).toBeInstanceOf(AuthenticationError);
    }
  });

  it('does what OpenAI does beside chats with OpenAI', async () => {
    const { gateway, direct } = await start();
    const client = direct();
    await all(client.embeddings('Hi'));
    await all(client.listModels());
    await all(client.imageGeneration('a cat'));
    const audio = await first(client.textToSpeech('Hello'));
    expect(await all(client.audioTranscription(audio))).toEqual([{ text: 'Hello' }]);
    const { requests } = gateway.providers.openai;
    expect(requests.map(({ path }) => path)).toEqual([
      '/v1/embeddings',
      '/v1/models',
      '/v1/images/generations',
      '/v1/audio/speech',
      '/v1/audio/transcriptions',
    ]);
    for (const { headers } of requests) {
      expect(headers['authorization']).toBe('Bearer sk-openai');
    }
  });

  it('has a conversation that begins with a greeting answered by each of them', async () => {
    const { direct } = await start();
    const messages = [
      { role: 'assistant', content: 'Hello, what can I do?' },
      { role: 'user', content: 'Hi' },
    ] as const;
    for (const model of ['gpt-4o', 'claude-sonnet-4-6', 'gemini-2.0-flash']) {
      const { content } = await first(direct().chatCompletions(messages, { model }));
      expect(content).toBe('You said: Hi');
    }
  });

  it('asks Anthropic for a Claude message', async () => {
    const { gateway, direct } = await start();
    expect(await all(direct().claudeMessage('Hi'))).toEqual(['You said: Hi']);
    expect(gateway.providers.anthropic.requests).toMatchObject([{ path: '/v1/messages' }]);
  });

  const ONLY_WITH_GATEWAY: Readonly<Record<string, (sf: SmartflowClient) => Observable<unknown>>> =
    {
      checkCompliance: (sf) => sf.checkCompliance('x'),
      redactPii: (sf) => sf.redactPii('x'),
      intelligentScan: (sf) => sf.intelligentScan('x'),
      submitComplianceFeedback: (sf) => sf.submitComplianceFeedback('s', true),
      getLearningStatus: (sf) => sf.getLearningStatus('u'),
      getLearningSummary: (sf) => sf.getLearningSummary(),
      getMlStats: (sf) => sf.getMlStats(),
      getOrgSummary: (sf) => sf.getOrgSummary(),
      getOrgBaseline: (sf) => sf.getOrgBaseline('o'),
      getPersistenceStats: (sf) => sf.getPersistenceStats(),
      saveComplianceData: (sf) => sf.saveComplianceData(),
      getIntelligentHealth: (sf) => sf.getIntelligentHealth(),
      healthComprehensive: (sf) => sf.healthComprehensive(),
      getProviderHealth: (sf) => sf.getProviderHealth(),
      getLogs: (sf) => sf.getLogs(),
      logs: (sf) => sf.logs(),
      getLogsHybrid: (sf) => sf.getLogsHybrid(),
      getAnalytics: (sf) => sf.getAnalytics(),
      getRoutingStatus: (sf) => sf.getRoutingStatus(),
      forceProvider: (sf) => sf.forceProvider('openai'),
      rerank: (sf) => sf.rerank('q', ['d']),
      chatbotQuery: (sf) => sf.chatbotQuery('q'),
      callMcpTool: (sf) => sf.callMcpTool('s', 't'),
      listMcpTools: (sf) => sf.listMcpTools('s'),
      searchMcpTools: (sf) => sf.searchMcpTools('q'),
      getMcpUsage: (sf) => sf.getMcpUsage(),
      sendA2aTask: (sf) => sf.sendA2aTask('a', 't'),
      getAgentCard: (sf) => sf.getAgentCard('a'),
      request: (sf) => sf.request('management', 'GET', '/api/vas/logs'),
      'embeddings of another provider': (sf) => sf.embeddings('x', { model: 'gemini-embedding' }),
      'a chat with a prefix it does not know': (sf) => sf.chat('x', { model: 'xai/grok-3' }),
    };

  it.each(Object.entries(ONLY_WITH_GATEWAY))(
    'has no %s, and says so without a call',
    async (_, call) => {
      const { gateway, direct } = await start();
      const { error } = await told(call(direct()));
      expect(error).toBeInstanceOf(DirectModeError);
      expect((error as Error).message).toContain('smartflow configure');
      const services = [gateway.proxy, gateway.management, gateway.compliance, gateway.bridge];
      const asked = [...services, ...Object.values(gateway.providers)].flatMap(
        ({ requests }) => requests,
      );
      expect(asked).toEqual([]);
    },
  );

  it.each([
    ['gpt-4o', 'OPENAI_API_KEY'],
    ['claude-sonnet-4-6', 'ANTHROPIC_API_KEY'],
    ['gemini-2.0-flash', 'GEMINI_API_KEY'],
    ['local/some', 'LOCAL_BASE_URL'],
  ])('does not ask for %s without %s, and names it', async (model, variable) => {
    const { direct } = await start();
    const { error } = await told(direct({ providers: {} }).chat('Hi', { model }));
    expect(error).toBeInstanceOf(SmartflowError);
    expect((error as Error).message).toContain(variable);
  });
});
