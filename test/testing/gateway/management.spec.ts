import { describe, expect, it } from 'vitest';
import type { FakeLog } from 'smooth-operator-rx/testing';
import { get, post, saying, start } from './kit';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const DAY_MS = 24 * 60 * 60 * 1000;

const log = (n: number, more: Partial<FakeLog> = {}): Partial<FakeLog> => ({
  request_id: `log-${n}`,
  timestamp: new Date(NOW - n * DAY_MS).toISOString(),
  ...more,
});

const idsOf = (body: unknown) =>
  (body as { data: FakeLog[] }).data.map(({ request_id }) => request_id);

describe('the fake management service', () => {
  it('has statistics of the cache: wrapped or bare, by either name, all zero at first', async () => {
    const figures = {
      l1_hits: 0,
      l2_hits: 0,
      l3_hits: 0,
      exact_matches: 0,
      semantic_matches: 0,
      tokens_saved: 0,
      cost_saved_cents: 0,
      entries: 0,
    };
    const plain = await start();
    expect((await get(`${plain.management.url}/api/metacache/stats`)).body).toEqual({
      success: true,
      data: { hits: 0, misses: 0, ...figures },
    });
    const other = await start({ shapes: { bare: true, cacheNames: 'cache_hits' } });
    expect((await get(`${other.management.url}/api/metacache/stats`)).body).toEqual({
      cache_hits: 0,
      cache_misses: 0,
      ...figures,
    });
  });

  it('judges the providers by how they did', async () => {
    const { proxy, management } = await start({
      model: ({ text }) => {
        if (text === 'fail') throw new Error('failed');
        return 'ok';
      },
      logs: [
        { provider: 'mistral', latency_ms: 100 },
        { provider: 'mistral', latency_ms: 300, metrics: failed },
      ],
      now: () => NOW,
    });
    await post(`${proxy.url}/v1/chat/completions`, saying('Hi'));
    const { body } = await get(`${management.url}/api/providers/perf`);
    const { snapshots } = (body as { data: { snapshots: { provider: string }[] } }).data;
    expect(snapshots.map(({ provider }) => provider).sort()).toEqual([
      'anthropic',
      'gemini',
      'mistral',
      'ollama',
      'openai',
    ]);
    expect(snapshots.find(({ provider }) => provider === 'mistral')).toEqual({
      provider: 'mistral',
      status: 'unhealthy',
      avg_latency_ms: 200,
      success_rate: 0.5,
      error_rate: 0.5,
      rate_limit_rate: 0,
      requests: 2,
      last_updated: '2026-03-10T12:00:00.000Z',
    });
    expect(snapshots.find(({ provider }) => provider === 'openai')).toMatchObject({
      status: 'healthy',
      avg_latency_ms: 120,
      requests: 1,
    });
  });

  const failed = {
    prompt_tokens: 0,
    completion_tokens: 0,
    processing_time_ms: 1,
    success: false,
  };

  it('tells the health of all, with the providers as a list or by their names', async () => {
    const listed = await start({ now: () => NOW });
    const { body } = await get(`${listed.management.url}/api/health/comprehensive`);
    expect(body).toMatchObject({
      data: {
        status: 'healthy',
        uptime_seconds: 0,
        timestamp: '2026-03-10T12:00:00.000Z',
        providers: [{ provider: 'openai' }, {}, {}, {}],
        cache: { hits: 0 },
      },
    });
    const named = await start({
      shapes: { bare: true, providers: 'object' },
      logs: [{ metrics: failed }],
    });
    expect((await get(`${named.management.url}/api/health/comprehensive`)).body).toMatchObject({
      status: 'degraded',
      providers: { openai: { status: 'unhealthy' }, anthropic: { status: 'healthy' } },
    });
  });

  it('lists the log newest first, page by page, until there is no more', async () => {
    const { management } = await start({
      logs: [log(2), log(0), log(1), log(3), log(4)],
      now: () => NOW,
    });
    const page = async (offset: number) =>
      idsOf((await get(`${management.url}/api/vas/logs?limit=2&offset=${offset}`)).body);
    expect(await page(0)).toEqual(['log-0', 'log-1']);
    expect(await page(2)).toEqual(['log-2', 'log-3']);
    expect(await page(4)).toEqual(['log-4']);
    expect(await page(6)).toEqual([]);
    expect(idsOf((await get(`${management.url}/api/vas/logs`)).body)).toHaveLength(5);
  });

  it('filters the log by provider, model and days', async () => {
    const { management } = await start({
      logs: [
        log(0, { provider: 'openai', model: 'gpt-4o' }),
        log(1, { provider: 'anthropic', model: 'claude-sonnet-4-6' }),
        log(5, { provider: 'openai', model: 'gpt-4o-mini' }),
      ],
      now: () => NOW,
    });
    const by = async (query: string) =>
      idsOf((await get(`${management.url}/api/vas/logs?${query}`)).body);
    expect(await by('provider=openai')).toEqual(['log-0', 'log-5']);
    expect(await by('model=gpt-4o')).toEqual(['log-0']);
    expect(await by('days=1')).toEqual(['log-0', 'log-1']);
    expect(await by('days=30&provider=openai&model=gpt-4o-mini')).toEqual(['log-5']);
  });

  it('logs what has passed: who, what it cost, what was in it', async () => {
    const { proxy, management } = await start({ now: () => NOW, model: () => 'Noted.' });
    await post(`${proxy.url}/v1/chat/completions`, saying('My SSN is 123-45-6789'), {
      'x-smartflow-user-id': 'u1',
      'x-conversation-id': 'c1',
    });
    await post(`${proxy.url}/v1/embeddings`, { model: 'text-embedding-3-small', input: 'a b' });
    expect((await get(`${management.url}/api/vas/logs`)).body).toMatchObject({
      data: [
        { content_type: 'embedding', tokens_used: 2, compliance_status: 'compliant' },
        {
          timestamp: '2026-03-10T12:00:00.000Z',
          provider: 'openai',
          model: 'gpt-4o',
          content_type: 'chat',
          user_id: 'u1',
          conversation_id: 'c1',
          tokens_used: 5,
          cost: 0.00005,
          compliance_status: 'violated',
          compliance_violations: '["ssn"]',
          compliance: { compliance_score: 25, violations_details: ['ssn'] },
          metrics: { prompt_tokens: 4, completion_tokens: 1, success: true },
        },
      ],
    });
  });

  it('forces a provider for as long as it is told', async () => {
    let now = NOW;
    const { proxy, management } = await start({ now: () => now });
    const chat = async () => (await post(`${proxy.url}/v1/chat/completions`, saying('Hi'))).body;
    const status = async () => (await get(`${management.url}/api/routing/status`)).body;
    expect(await status()).toMatchObject({
      success: true,
      data: { active_provider: 'openai', override: null, last_failure: null },
    });
    const body = { provider: 'gemini', ttl_minutes: 5 };
    expect((await post(`${management.url}/api/routing/override`, body)).body).toEqual({
      success: true,
      ...body,
      expires_at: '2026-03-10T12:05:00.000Z',
    });
    expect(await chat()).toMatchObject({ model: 'gpt-4o', provider: 'gemini' });
    expect(await status()).toMatchObject({
      data: {
        active_provider: 'gemini',
        override: { provider: 'gemini', expires_at: '2026-03-10T12:05:00.000Z' },
      },
    });
    now += 5 * 60_000;
    expect(await chat()).toMatchObject({ provider: 'openai' });
  });

  it('tells its routing bare, and what failed last', async () => {
    const { management } = await start({
      shapes: { bare: true },
      logs: [log(1, { provider: 'anthropic', metrics: failed })],
    });
    expect((await get(`${management.url}/api/routing/status`)).body).toMatchObject({
      active_provider: 'openai',
      fallback_chain: ['openai', 'anthropic', 'gemini', 'ollama'],
      last_failure: { provider: 'anthropic', timestamp: '2026-03-09T12:00:00.000Z' },
    });
  });

  it.each([
    { provider: 'nobody', ttl_minutes: 5 },
    { provider: 'openai', ttl_minutes: 2.5 },
    { provider: 'openai', ttl_minutes: -1 },
    { provider: 'openai' },
  ])('does not force %j', async (body) => {
    const { management } = await start();
    expect((await post(`${management.url}/api/routing/override`, body)).status).toBe(400);
  });
});

describe('the fake bridge', () => {
  const logs = [
    log(0, { provider: 'openai', tokens_used: 10, cost: 0.25 }),
    log(1, { provider: 'openai', tokens_used: 5, cost: 0.5 }),
    log(2, {
      provider: 'gemini',
      tokens_used: 1,
      cost: 0.125,
      metacache: { hit: true, query: '', tokens_saved: 1 },
    }),
  ];

  it('has the logs of all, as many as are wanted', async () => {
    const { bridge } = await start({ logs, now: () => NOW });
    const list = async (query = '') =>
      (await get(`${bridge.url}/api/redis/logs${query}`)).body as { logs: FakeLog[] };
    expect((await list()).logs).toHaveLength(3);
    expect((await list('?limit=1')).logs.map(({ request_id }) => request_id)).toEqual(['log-0']);
  });

  it('adds up the days that are asked for', async () => {
    const { bridge } = await start({ logs, now: () => NOW });
    const between = async (query: string) =>
      (await get(`${bridge.url}/api/hybrid/analytics${query}`)).body;
    expect(await between('')).toEqual({
      total_requests: 3,
      total_tokens: 16,
      total_cost: 0.875,
      cache_hits: 1,
      requests_by_provider: { openai: 2, gemini: 1 },
    });
    expect(await between('?start_date=2026-03-09&end_date=2026-03-09')).toMatchObject({
      total_requests: 1,
      total_tokens: 5,
    });
  });
});
