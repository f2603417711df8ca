import { concatMap, firstValueFrom, lastValueFrom, Subject, take, toArray } from 'rxjs';
import { RpcError, type ResponseMetadata } from 'smooth-operator-rx/smartflow';
import type { FakeLog } from 'smooth-operator-rx/testing';
import { describe, expect, it } from 'vitest';
import { all, first, KEY, start, told } from './kit';

describe('a client of the gateway', () => {
  it('has its key in each request, and the type of JSON where it is', async () => {
    const { gateway, smartflow } = await start({ keys: [KEY] });
    const client = smartflow();
    await all(client.chat('Hi'));
    await all(client.audioTranscription(new Blob(['hello'])));
    const [chat, form] = gateway.proxy.requests;
    expect(chat?.headers).toMatchObject({
      authorization: `Bearer ${KEY}`,
      'content-type': 'application/json',
    });
    expect(form?.headers['authorization']).toBe(`Bearer ${KEY}`);
    expect(form?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
  });

  it('has no key where none is given', async () => {
    const { gateway } = await start();
    const { smartflow } = await start();
    await all(smartflow({ baseUrl: gateway.proxy.url, apiKey: '' }).health());
    expect(gateway.proxy.requests[0]?.headers).not.toHaveProperty('authorization');
  });

  it('completes a conversation: text, calls, usage, what the cache did', async () => {
    const { smartflow } = await start({ cache: true });
    const client = smartflow();
    const cold = await first(client.chatCompletions([{ role: 'user', content: 'Hi' }]));
    expect(cold).toMatchObject({
      content: 'You said: Hi',
      model: 'gpt-4o',
      provider: 'openai',
      cached: false,
      usage: { prompt_tokens: 1, completion_tokens: 3, total_tokens: 4, cached_tokens: 0 },
    });
    const warm = await first(client.chatCompletions([{ role: 'user', content: 'Hi' }]));
    expect(warm).toMatchObject({
      cached: true,
      cache_hit_type: 'exact',
      usage: { cached_tokens: 1 },
    });
  });

  it('tells what is known of an answer: the id of the log, the key of the cache', async () => {
    const { smartflow } = await start({ cache: true });
    const answers: ResponseMetadata[] = [];
    const client = smartflow({ onResponse: (answer) => answers.push(answer) });
    await all(client.chat('Hi'));
    await all(client.chat('Hi'));
    const logs = await first(client.getLogs());
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(logs.map(({ request_id }) => request_id)).toEqual([
      answers[1]?.requestId,
      answers[0]?.requestId,
    ]);
    expect(answers.map(({ cacheKey }) => cacheKey)).toEqual([
      undefined,
      expect.stringMatching(/^cache-/),
      undefined,
    ]);
    expect(logs).toMatchObject([
      { cached: true, latency_ms: 5, metacache: { hit: true } },
      { cached: false, metacache: { hit: false } },
    ]);
    expect(await first(client.getCacheStats())).toMatchObject({
      hits: 1,
      misses: 1,
      hit_rate: 0.5,
    });
  });

  it.each([
    ['Call 555 010 1234.', 76, 'low', 'AllowAndLog'],
    ['Write to alice@example.com.', 75, 'medium', 'AllowAndLog'],
    ['Call 555 010 1234 or write to alice@example.com.', 51, 'medium', 'AllowAndLog'],
    ['Charge 4111 1111 1111 1111.', 50, 'high', 'Review'],
    ['Charge 4111 1111 1111 1111, call 555 010 1234.', 26, 'high', 'Review'],
    ['It is 123-45-6789.', 25, 'critical', 'Block'],
    ['All is well.', 100, 'low', 'Allow'],
  ])('scans "%s"', async (content, score, level, action) => {
    const { smartflow } = await start();
    const client = smartflow();
    const { compliance_score, ...result } = await first(client.checkCompliance(content));
    expect(compliance_score).toBeCloseTo(score);
    expect(result).toMatchObject({ risk_level: level, has_violations: action !== 'Allow' });
    expect(await first(client.intelligentScan(content))).toMatchObject({
      recommended_action: action,
      risk_level: level,
    });
    const redacted = await first(client.redactPii(content));
    expect(redacted === content).toBe(action === 'Allow');
  });

  it('learns, with ids that have slashes and spaces', async () => {
    const { gateway, smartflow } = await start();
    const client = smartflow();
    const userId = 'team/alice smith?';
    const { scan_id } = await first(
      client.intelligentScan('123-45-6789', { userId, orgId: 'a/b' }),
    );
    await all(client.submitComplianceFeedback(scan_id ?? '', true, { userId }));
    expect(await first(client.getLearningStatus(userId))).toMatchObject({
      user_id: userId,
      org_id: 'a/b',
      total_requests: 1,
      progress_percent: 5,
    });
    expect(await first(client.getOrgBaseline('a/b'))).toMatchObject({ user_count: 1 });
    expect(await first(client.getMlStats())).toMatchObject({ learned_patterns: 1 });
    expect(await first(client.getLearningSummary())).toMatchObject({ total_users: 1 });
    await all(client.saveComplianceData());
    expect(await first(client.getPersistenceStats())).toMatchObject({ user_profiles_stored: 1 });
    expect(gateway.compliance.requests.map(({ path }) => path)).toContain(
      '/api/compliance/learning/status/team%2Falice%20smith%3F',
    );
  });

  it.each([
    { bare: false, cacheNames: 'hits', providers: 'array' },
    { bare: true, cacheNames: 'cache_hits', providers: 'object' },
  ] as const)('reads the figures in the shape %j', async (shapes) => {
    const { smartflow } = await start({ shapes, cache: true });
    const client = smartflow();
    for (let n = 0; n < 4; n++) await all(client.chat('Hi'));
    expect(await first(client.getCacheStats())).toMatchObject({
      hits: 3,
      misses: 1,
      hit_rate: 0.75,
      l3_hits: 3,
    });
    const { providers, cache, status } = await first(client.healthComprehensive());
    expect(status).toBe('healthy');
    expect(providers.map(({ provider }) => provider)).toContain('anthropic');
    expect(cache.hits).toBe(3);
    expect(await first(client.getRoutingStatus())).toMatchObject({ active_provider: 'openai' });
    expect(await first(client.getMlStats())).toMatchObject({ builtin_patterns: 5 });
    const health = await first(client.getProviderHealth());
    expect(health.find(({ provider }) => provider === 'openai')).toMatchObject({
      requests_total: 4,
      status: 'healthy',
    });
  });

  it.each([
    [30, 1],
    [60, 1],
    [61, 2],
    [300, 5],
  ])('forces a provider for %i seconds as %i minutes', async (durationSeconds, minutes) => {
    const { gateway, smartflow } = await start();
    const client = smartflow();
    await all(client.forceProvider('gemini', { durationSeconds }));
    expect(gateway.management.requests[0]?.body).toEqual({
      provider: 'gemini',
      ttl_minutes: minutes,
    });
    const { provider } = await first(client.chatCompletions([{ role: 'user', content: 'Hi' }]));
    expect(provider).toBe('gemini');
  });

  it('reads logs as they are wanted, page by page, to the end', async () => {
    const logs: Partial<FakeLog>[] = Array.from({ length: 5 }, (_, n) => ({
      request_id: `log-${n}`,
      timestamp: new Date(Date.UTC(2026, 0, 20 - n)).toISOString(),
      compliance_violations: '["ssn"]',
    }));
    const { gateway, smartflow } = await start({ logs, now: () => Date.UTC(2026, 0, 20) });
    const client = smartflow();
    const read = await all(client.logs({ pageSize: 2 }));
    expect(read.map(({ request_id }) => request_id)).toEqual(logs.map((log) => log.request_id));
    expect(read[0]?.compliance_violations).toEqual(['ssn']);
    const offsets = () => gateway.management.requests.map(({ query }) => query['offset']);
    expect(offsets().slice(0, 3)).toEqual(['0', '2', '4']);

    const before = gateway.management.requests.length;
    await lastValueFrom(client.logs({ pageSize: 2 }).pipe(take(2), toArray()));
    expect(gateway.management.requests).toHaveLength(before + 1);
  });

  it('does not read the next page of logs before it is asked for', async () => {
    const logs = Array.from({ length: 4 }, (_, n) => ({ request_id: `log-${n}` }));
    const { gateway, smartflow } = await start({ logs });
    const more$ = new Subject<void>();
    const seen$ = new Subject<string>();
    const two = firstValueFrom(seen$.pipe(take(2), toArray()));
    const client = smartflow();
    client
      .logs({ pageSize: 2, more$ })
      .pipe(concatMap(({ request_id }) => [request_id]))
      .subscribe(seen$);
    expect(await two).toHaveLength(2);
    await all(client.getRoutingStatus()); // had it asked for more, that would have come before
    expect(gateway.management.requests.map(({ path }) => path)).toEqual([
      '/api/vas/logs',
      '/api/routing/status',
    ]);
    const rest = firstValueFrom(seen$.pipe(take(2), toArray()));
    more$.next();
    expect(await rest).toHaveLength(2);
  });

  it('calls tools, reads their failures, and is refused what is not there', async () => {
    const { smartflow } = await start();
    const client = smartflow();
    const add$ = client.callMcpTool('calculator', 'add', { a: 2, b: 40 });
    expect(await first(add$)).toMatchObject({ text: '42', isError: false });
    expect(await first(client.callMcpTool('calculator', 'divide', { a: 1, b: 0 }))).toMatchObject({
      text: 'Nothing can be divided by 0.',
      isError: true,
    });
    const { error } = await told(client.callMcpTool('calculator', 'multiply'));
    expect(error).toBeInstanceOf(RpcError);
    expect(error).toMatchObject({ code: '-32602', status: 200 });
    const tools = await first(client.listMcpTools('calculator'));
    expect(tools.map(({ name }) => name)).toEqual(['add', 'divide']);
    expect(await first(client.searchMcpTools('reverses a text', { k: 1 }))).toMatchObject([
      { server_id: 'letters', name: 'reverse' },
    ]);
    expect(await first(client.getMcpUsage())).toMatchObject({
      servers: { calculator: { calls: 2 } },
    });
  });

  it('passes credentials on to the server that they are for', async () => {
    const tool = {
      description: 'Tells its credentials.',
      call: (_: unknown, credentials: object) => JSON.stringify(credentials),
    };
    const { smartflow } = await start({ mcpServers: { vault: { tools: { tell: tool } } } });
    const credentials = { authorization: 'Bearer mine' };
    expect(
      await first(smartflow().callMcpTool('vault', 'tell', {}, { credentials })),
    ).toMatchObject({
      text: '{"authorization":"Bearer mine"}',
    });
  });

  it('gives agents tasks under one trace', async () => {
    const { smartflow } = await start({
      agents: {
        'night shift': {
          description: 'Late.',
          reply: (text, trace) => `${text} in ${trace ?? ''}`,
        },
      },
    });
    const client = smartflow();
    const one = await first(client.sendA2aTask('night shift', 'one'));
    expect(one.text).toBe(`one in ${one.traceId}`);
    const two = await first(client.sendA2aTask('night shift', 'two', { traceId: one.traceId }));
    expect(two).toMatchObject({ text: `two in ${one.traceId}`, traceId: one.traceId });
    expect(await first(client.getAgentCard('night shift'))).toMatchObject({
      name: 'night shift',
      capabilities: { streaming: false },
    });
  });

  it('embeds, ranks, draws, speaks, hears, lists, and asks the chatbot', async () => {
    const { smartflow } = await start({ models: ['gpt-4o', 'text-embedding-3-small'] });
    const client = smartflow();
    const { data } = await first(client.embeddings(['a b', 'a b'], { dimensions: 4 }));
    expect(data.map(({ embedding }) => embedding)).toMatchObject([{ length: 4 }, { length: 4 }]);
    const ranked = await first(client.rerank('return', ['pay', 'return'], { topN: 1 }));
    expect(ranked).toMatchObject({ results: [{ index: 1, relevance_score: 1 }] });
    expect(await first(client.imageGeneration('a cat'))).toMatchObject({
      data: [{ url: expect.stringContaining('a%20cat') as string }],
    });
    const audio = await first(client.textToSpeech('Grüße!'));
    for (const responseFormat of ['json', 'text'] as const) {
      const { text } = await first(client.audioTranscription(audio, { responseFormat }));
      expect(text.trim()).toBe('Grüße!');
    }
    const models = await first(client.listModels());
    expect(models.map(({ id }) => id)).toEqual(['gpt-4o', 'text-embedding-3-small']);
    expect(await first(client.chatbotQuery('How much?'))).toMatchObject({
      response: 'You said: How much?',
    });
    expect(await first(client.health())).toMatchObject({ status: 'ok' });
    expect(await first(client.getAnalytics())).toHaveProperty('total_requests');
    expect(await first(client.getLogsHybrid({ limit: 1 }))).toHaveLength(1);
  });
});
