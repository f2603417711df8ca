import { describe, expect, it } from 'vitest';
import { ResponseError, type SmartflowClient } from 'smooth-operator-rx/smartflow';
import { gatewayClient, json } from './kit';

type Promised = SmartflowClient['promises'];

/** What a method gives for an answer. */
const given = (call: (sf: Promised) => Promise<unknown>, answer: unknown) =>
  call(gatewayClient(() => json(answer)).smartflow.promises);

const usage = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0, cached_tokens: 0 };
const scan = {
  has_violations: false,
  compliance_score: 100,
  risk_level: 'low',
  violations: [],
  pii_detected: [],
  recommendations: [],
  redacted_content: null,
};
const cache = {
  hits: 0,
  misses: 0,
  hit_rate: 0,
  l1_hits: 0,
  l2_hits: 0,
  l3_hits: 0,
  tokens_saved: 0,
  cost_saved_cents: 0,
  entries: 0,
};
const provider = {
  provider: 'unknown',
  status: 'unknown',
  latency_ms: 0,
  success_rate: 0,
  error_rate: 0,
  requests_total: 0,
};
const log = {
  request_id: '',
  timestamp: '',
  provider: '',
  model: '',
  model_provider: '',
  tokens_used: 0,
  cost: 0,
  latency_ms: 0,
  processing_time_ms: 0,
  content_type: '',
  cached: false,
  compliance: {
    has_violations: false,
    compliance_score: 100,
    risk_level: 'low',
    violations_details: [],
    regulatory_frameworks: [],
  },
  metacache: { hit: false, tokens_saved: 0 },
  metrics: { prompt_tokens: 0, completion_tokens: 0, processing_time_ms: 0 },
};
const mlStats = {
  total_patterns: 0,
  builtin_patterns: 0,
  learned_patterns: 0,
  patterns_by_category: {},
  average_confidence: 0,
};
const persistence = {
  enabled: false,
  user_profiles_stored: 0,
  org_baselines_stored: 0,
  learned_patterns_stored: 0,
  profile_ttl_days: 90,
};

/** A method, what an empty object is read as, and further answers with what they are read as. */
type Row = readonly [
  name: string,
  call: (sf: Promised) => Promise<unknown>,
  empty: unknown,
  ...more: (readonly [answer: unknown, result: unknown])[],
];

const ROWS: readonly Row[] = [
  [
    'chat',
    (sf) => sf.chat('Hi'),
    '',
    [{ choices: [{ message: { content: 'Hello' } }] }, 'Hello'],
    [{ choices: [{ message: { content: null } }] }, ''],
  ],
  [
    'chatCompletions',
    (sf) => sf.chatCompletions([]),
    {
      id: '',
      model: '',
      choices: [],
      usage,
      created: 0,
      cached: false,
      content: '',
      raw: {},
    },
  ],
  [
    'claudeMessage',
    (sf) => sf.claudeMessage('Hi'),
    '',
    [
      {
        content: [
          { type: 'text', text: 'Hel' },
          { type: 'tool_use', name: 'f' },
          { type: 'text', text: 'lo' },
        ],
      },
      'Hello',
    ],
    [{ content: [] }, ''],
  ],
  [
    'embeddings',
    (sf) => sf.embeddings('x'),
    { data: [], model: '', usage },
    [
      {
        object: 'list',
        data: [
          { index: 0, embedding: [0.5, -1] },
          { index: 1, embedding: 'AAAA' },
          { index: 2, embedding: { no: 1 } },
        ],
        model: 'm',
        usage: { prompt_tokens: 2, total_tokens: 2 },
      },
      {
        object: 'list',
        data: [
          { index: 0, embedding: [0.5, -1] },
          { index: 1, embedding: 'AAAA' },
        ],
        model: 'm',
        usage: { ...usage, prompt_tokens: 2, total_tokens: 2 },
      },
    ],
  ],
  [
    'imageGeneration',
    (sf) => sf.imageGeneration('x'),
    { created: 0, data: [] },
    [
      { created: 5, data: [{ url: 'https://x' }, { b64_json: 'AA', url: null }] },
      { created: 5, data: [{ url: 'https://x' }, { b64_json: 'AA' }] },
    ],
  ],
  [
    'audioTranscription',
    (sf) => sf.audioTranscription(new Uint8Array()),
    { text: '' },
    [
      { text: 'Hello', duration: 1.5 },
      { text: 'Hello', duration: 1.5 },
    ],
  ],
  [
    'rerank',
    (sf) => sf.rerank('q', []),
    { results: [] },
    [
      { results: [{ index: 2, relevance_score: 0.9, document: 'two' }, {}] },
      {
        results: [
          { index: 2, relevance_score: 0.9, document: { text: 'two' } },
          { index: 0, relevance_score: 0 },
        ],
      },
    ],
  ],
  [
    'listModels',
    (sf) => sf.listModels(),
    [],
    [
      { data: [{ id: 'gpt-4o', owned_by: 'openai' }, {}] },
      [{ id: 'gpt-4o', owned_by: 'openai' }, { id: '' }],
    ],
    [[{ id: 'bare' }], [{ id: 'bare' }]],
    [{ data: null }, []],
  ],
  [
    'chatbotQuery',
    (sf) => sf.chatbotQuery('q'),
    { response: '' },
    [
      { response: 'All is well', intent: 'status' },
      { response: 'All is well', intent: 'status' },
    ],
  ],
  [
    'health',
    (sf) => sf.health(),
    { status: 'unknown' },
    [
      { status: 'ok', version: '1' },
      { status: 'ok', version: '1' },
    ],
  ],
  [
    'checkCompliance',
    (sf) => sf.checkCompliance('x'),
    scan,
    [
      {
        compliant: false,
        risk_score: 0.3,
        violations: ['pii'],
        pii_detected: ['SSN', 7],
        recommendations: ['mask'],
        redacted_content: '[SSN]',
      },
      {
        ...scan,
        compliant: false,
        has_violations: true,
        risk_score: 0.3,
        compliance_score: 70,
        risk_level: 'medium',
        violations: ['pii'],
        pii_detected: ['SSN'],
        recommendations: ['mask'],
        redacted_content: '[SSN]',
      },
    ],
    ...riskCases().map(
      ([risk_score, risk_level]) =>
        [
          { risk_score },
          { ...scan, risk_score, risk_level, compliance_score: 100 - 100 * risk_score },
        ] as const,
    ),
  ],
  [
    'redactPii',
    (sf) => sf.redactPii('call 555'),
    'call 555',
    [{ redacted_content: 'call [PHONE]' }, 'call [PHONE]'],
    [{ redacted_content: '' }, ''],
    [{ redacted_content: null }, 'call 555'],
  ],
  [
    'intelligentScan',
    (sf) => sf.intelligentScan('x'),
    {
      has_violations: false,
      risk_score: 0,
      risk_level: 'low',
      recommended_action: 'Allow',
      explanation: '',
      regex_violations: [],
      ml_violations: [],
      behavior_deviations: [],
      processing_time_us: 0,
    },
    [
      {
        has_violations: true,
        risk_score: 0.75,
        recommended_action: 'Block',
        explanation: 'why',
        regex_violations: [{ violation_type: 'ssn', severity: 'high', position: 3 }, {}],
        ml_violations: [{ pattern: 'p' }, 'no'],
        behavior_deviations: [{ metric: 'm' }],
        processing_time_us: 12,
        scan_id: 's1',
      },
      {
        has_violations: true,
        risk_score: 0.75,
        risk_level: 'critical',
        recommended_action: 'Block',
        explanation: 'why',
        regex_violations: [
          { violation_type: 'ssn', severity: 'high', position: 3 },
          { violation_type: '', severity: '' },
        ],
        ml_violations: [{ pattern: 'p' }],
        behavior_deviations: [{ metric: 'm' }],
        processing_time_us: 12,
        scan_id: 's1',
      },
    ],
    [
      { recommended_action: 'Panic' },
      {
        has_violations: false,
        risk_score: 0,
        risk_level: 'low',
        recommended_action: 'Allow',
        explanation: '',
        regex_violations: [],
        ml_violations: [],
        behavior_deviations: [],
        processing_time_us: 0,
      },
    ],
  ],
  ...(
    [
      ['submitComplianceFeedback', (sf: Promised) => sf.submitComplianceFeedback('s', true)],
      ['getOrgSummary', (sf: Promised) => sf.getOrgSummary()],
      ['saveComplianceData', (sf: Promised) => sf.saveComplianceData()],
      ['getIntelligentHealth', (sf: Promised) => sf.getIntelligentHealth()],
      ['getAnalytics', (sf: Promised) => sf.getAnalytics()],
      ['forceProvider', (sf: Promised) => sf.forceProvider('openai')],
      ['getMcpUsage', (sf: Promised) => sf.getMcpUsage()],
    ] as const
  ).map(([name, call]): Row => [name, call, {}, [{ data: { a: 1 } }, { data: { a: 1 } }]]),
  [
    'getLearningStatus',
    (sf) => sf.getLearningStatus('u'),
    {
      user_id: '',
      days_tracked: 0,
      total_requests: 0,
      learning_complete: false,
      learning_period_days: 14,
      progress_percent: 0,
    },
    [
      { user_id: 'u', org_id: 'o', learning_complete: true, progress_percent: 50 },
      {
        user_id: 'u',
        org_id: 'o',
        days_tracked: 0,
        total_requests: 0,
        learning_complete: true,
        learning_period_days: 14,
        progress_percent: 50,
      },
    ],
  ],
  [
    'getLearningSummary',
    (sf) => sf.getLearningSummary(),
    {
      total_users: 0,
      users_learning_complete: 0,
      users_in_learning: 0,
      average_progress_percent: 0,
      config_learning_days: 14,
      config_min_samples: 20,
    },
  ],
  [
    'getMlStats',
    (sf) => sf.getMlStats(),
    mlStats,
    [{ ml_stats: { total_patterns: 3 } }, { ...mlStats, total_patterns: 3 }],
    [
      { total_patterns: 3, patterns_by_category: { pii: 2 } },
      { ...mlStats, total_patterns: 3, patterns_by_category: { pii: 2 } },
    ],
    [{ patterns_by_category: { pii: 'many' } }, mlStats],
  ],
  [
    'getOrgBaseline',
    (sf) => sf.getOrgBaseline('o'),
    {
      org_id: '',
      user_count: 0,
      total_requests: 0,
      avg_requests_per_user_day: 0,
      violation_rate: 0,
      top_violation_types: [],
      learning_complete: false,
    },
  ],
  [
    'getPersistenceStats',
    (sf) => sf.getPersistenceStats(),
    persistence,
    [{ persistence: { enabled: true } }, { ...persistence, enabled: true }],
    [{ enabled: true }, { ...persistence, enabled: true }],
  ],
  [
    'getCacheStats',
    (sf) => sf.getCacheStats(),
    cache,
    [{ data: { hits: 3, misses: 1 } }, { ...cache, hits: 3, misses: 1, hit_rate: 0.75 }],
    [
      { hits: 3, misses: 1, hit_rate: 7 },
      { ...cache, hits: 3, misses: 1, hit_rate: 0.75 },
    ],
    [
      { hits: 0, cache_hits: 1, cache_misses: 3 },
      { ...cache, hits: 1, misses: 3, hit_rate: 0.25, cache_hits: 1, cache_misses: 3 },
    ],
    [
      { cost_saved_cents: 1.5, exact_matches: 2, semantic_matches: 4 },
      { ...cache, cost_saved_cents: 1.5, exact_matches: 2, semantic_matches: 4 },
    ],
  ],
  [
    'healthComprehensive',
    (sf) => sf.healthComprehensive(),
    {
      status: 'unknown',
      uptime_seconds: 0,
      version: 'unknown',
      providers: [],
      cache,
      timestamp: '',
    },
    [
      {
        data: {
          status: 'healthy',
          uptime_seconds: 9,
          version: '1',
          timestamp: 't',
          providers: [{ provider: 'openai', avg_latency_ms: 5 }],
          cache: { hits: 1, misses: 1 },
        },
      },
      {
        status: 'healthy',
        uptime_seconds: 9,
        version: '1',
        timestamp: 't',
        providers: [{ ...provider, provider: 'openai', latency_ms: 5, avg_latency_ms: 5 }],
        cache: { ...cache, hits: 1, misses: 1, hit_rate: 0.5 },
      },
    ],
    [
      { providers: { openai: { status: 'healthy', requests: 4 }, gemini: 'degraded' } },
      {
        status: 'unknown',
        uptime_seconds: 0,
        version: 'unknown',
        providers: [
          { ...provider, provider: 'openai', status: 'healthy', requests_total: 4, requests: 4 },
          { ...provider, provider: 'gemini', status: 'degraded' },
        ],
        cache,
        timestamp: '',
      },
    ],
  ],
  [
    'getProviderHealth',
    (sf) => sf.getProviderHealth(),
    [],
    [
      {
        data: {
          snapshots: [
            {
              provider: 'openai',
              status: 'healthy',
              avg_latency_ms: 120.5,
              success_rate: 0.99,
              error_rate: 0.01,
              rate_limit_rate: 0.001,
              requests: 7,
              last_updated: 't',
            },
          ],
        },
      },
      [
        {
          provider: 'openai',
          status: 'healthy',
          latency_ms: 120.5,
          avg_latency_ms: 120.5,
          success_rate: 0.99,
          error_rate: 0.01,
          rate_limit_rate: 0.001,
          requests_total: 7,
          requests: 7,
          last_updated: 't',
        },
      ],
    ],
    [
      { snapshots: [{ latency_ms: 3, requests_total: 2 }] },
      [{ ...provider, latency_ms: 3, requests_total: 2 }],
    ],
  ],
  [
    'getLogs',
    (sf) => sf.getLogs(),
    [],
    [{ data: [{}] }, [log]],
    [[{}, null], [log]],
    [
      { data: [{ metacache: { hit: true, query: 'q', tokens_saved: 5 }, user_id: null }] },
      [{ ...log, cached: true, metacache: { hit: true, query: 'q', tokens_saved: 5 } }],
    ],
    [
      { data: [{ cached: false, metacache: { hit: true } }] },
      [{ ...log, cached: false, metacache: { hit: true, tokens_saved: 0 } }],
    ],
    ...(
      [
        ['[{"type":"pii"}]', [{ type: 'pii' }]],
        ['{"type":"pii"}', [{ type: 'pii' }]],
        ['not json', ['not json']],
        [['as it is'], ['as it is']],
        ['', undefined],
        ['null', undefined],
        [null, undefined],
      ] as const
    ).map(
      ([compliance_violations, violations]) =>
        [
          { data: [{ compliance_status: 'violated', compliance_violations }] },
          [{ ...log, compliance_status: 'violated', compliance_violations: violations }],
        ] as const,
    ),
    [
      {
        data: [
          {
            compliance: {
              has_violations: true,
              compliance_score: 40,
              risk_level: 'high',
              data_classification: 'pii',
              violations_details: ['d'],
              regulatory_frameworks: ['GDPR'],
            },
            metrics: { prompt_tokens: 1, completion_tokens: 2, success: true },
          },
        ],
      },
      [
        {
          ...log,
          compliance: {
            has_violations: true,
            compliance_score: 40,
            risk_level: 'high',
            data_classification: 'pii',
            violations_details: ['d'],
            regulatory_frameworks: ['GDPR'],
          },
          metrics: { prompt_tokens: 1, completion_tokens: 2, processing_time_ms: 0, success: true },
        },
      ],
    ],
  ],
  [
    'getLogsHybrid',
    (sf) => sf.getLogsHybrid(),
    [],
    [{ logs: [{ any: 1 }] }, [{ any: 1 }]],
    [[{ any: 1 }], [{ any: 1 }]],
  ],
  [
    'getRoutingStatus',
    (sf) => sf.getRoutingStatus(),
    {},
    [{ data: { active_provider: 'openai' } }, { active_provider: 'openai' }],
    [{ active_provider: 'openai' }, { active_provider: 'openai' }],
  ],
  [
    'searchMcpTools',
    (sf) => sf.searchMcpTools('q'),
    [],
    [
      { results: [{ server_id: 'github', name: 'create', description: 'Creates', score: 1 }, {}] },
      [
        { server_id: 'github', name: 'create', description: 'Creates', score: 1 },
        { server_id: '', name: '', description: '' },
      ],
    ],
  ],
  [
    'getAgentCard',
    (sf) => sf.getAgentCard('a'),
    { name: '' },
    [
      { name: 'Summarizer', capabilities: ['sum'], url: 'u' },
      { name: 'Summarizer', capabilities: ['sum'], url: 'u' },
    ],
  ],
];

function riskCases(): readonly (readonly [number, string])[] {
  return [
    [0, 'low'],
    [0.2499, 'low'],
    [0.25, 'medium'],
    [0.4999, 'medium'],
    [0.5, 'high'],
    [0.7499, 'high'],
    [0.75, 'critical'],
    [1, 'critical'],
  ];
}

describe('the answer to', () => {
  it.each(ROWS.map(([name, call, empty]) => [name, call, empty] as const))(
    '%s has its defaults',
    async (_, call, empty) => {
      expect(await given(call, {})).toEqual(empty);
    },
  );

  it.each(
    ROWS.flatMap(([name, call, , ...more]) =>
      more.map(([answer, result]) => [name, answer, call, result] as const),
    ),
  )('%s is read: %j', async (_, answer, call, result) => {
    expect(await given(call, answer)).toEqual(result);
  });

  it.each(ROWS.map(([name, call]) => [name, call] as const))(
    '%s is an error where it is no object',
    async (_, call) => {
      await expect(given(call, 7)).rejects.toBeInstanceOf(ResponseError);
    },
  );

  it.each(riskCases())(
    'intelligentScan with a risk of %d is %s',
    async (risk_score, risk_level) => {
      expect(await given((sf) => sf.intelligentScan('x'), { risk_score })).toMatchObject({
        risk_level,
      });
    },
  );

  it('textToSpeech is its bytes, and an error where it is JSON with a bad status', async () => {
    const bytes = new Uint8Array([0, 255, 128]);
    const { promises } = gatewayClient(() => new Response(bytes)).smartflow;
    expect(await promises.textToSpeech('x')).toEqual(bytes);
    const failing = gatewayClient(() => json({ error: { message: 'no voice' } }, { status: 400 }));
    await expect(failing.smartflow.promises.textToSpeech('x')).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'no voice',
    });
  });

  it.each(['text', 'srt', 'vtt'] as const)(
    'audioTranscription as %s is text',
    async (responseFormat) => {
      const { promises } = gatewayClient(() => new Response('1\nHello')).smartflow;
      const file = new Uint8Array();
      expect(await promises.audioTranscription(file, { responseFormat })).toEqual({
        text: '1\nHello',
      });
    },
  );

  it('a method that has nothing to tell may have no content', async () => {
    const { promises } = gatewayClient(() => new Response(null, { status: 204 })).smartflow;
    expect(await promises.saveComplianceData()).toEqual({});
    await expect(promises.getMlStats()).rejects.toBeInstanceOf(ResponseError);
  });
});
