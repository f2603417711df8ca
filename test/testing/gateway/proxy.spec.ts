import { describe, expect, it } from 'vitest';
import { get, post, saying, start } from './kit';

describe('the fake proxy', () => {
  it('is well, and says for how long', async () => {
    let now = 1_000;
    const { proxy } = await start({ now: () => now });
    now += 5_000;
    expect((await get(`${proxy.url}/health`)).body).toMatchObject({
      status: 'ok',
      uptime_seconds: 5,
    });
  });

  it.each([
    ['gpt-4o', 'openai'],
    ['claude-sonnet-4-6', 'anthropic'],
    ['gemini-2.0-flash', 'gemini'],
    ['xai/grok-3', 'xai'],
    ['unheard-of', 'openai'],
  ])('sends %s to %s, and echoes the name', async (model, provider) => {
    const { proxy } = await start();
    const { body } = await post(`${proxy.url}/v1/chat/completions`, saying('Hi', { model }));
    expect(body).toMatchObject({ model, provider, cached: false, cache_hit_type: null });
  });

  it('sends any model to the provider that a header names, if there is one', async () => {
    const { proxy, management } = await start();
    const to = (provider: string) =>
      post(`${proxy.url}/v1/chat/completions`, saying('Hi'), {
        'x-smartflow-provider': provider,
      });
    expect((await to('anthropic')).body).toMatchObject({ model: 'gpt-4o', provider: 'anthropic' });
    expect((await to('nobody')).status).toBe(400);
    expect((await get(`${management.url}/api/vas/logs`)).body).toMatchObject({
      data: [{ routing_strategy: 'tag', routing_reason: 'header:anthropic' }],
    });
  });

  it('wants one of its keys when it has some, on all but its health', async () => {
    const { proxy, compliance } = await start({ keys: ['sk-sf-1'] });
    const models = `${proxy.url}/v1/models`;
    expect((await get(models)).status).toBe(401);
    expect((await get(models, { authorization: 'Bearer sk-sf-2' })).status).toBe(401);
    expect((await get(models, { 'x-api-key': 'sk-sf-1' })).status).toBe(401);
    expect((await get(models, { authorization: 'Bearer sk-sf-1' })).status).toBe(200);
    expect((await get(`${compliance.url}/api/compliance/org/summary`)).status).toBe(401);
    expect((await get(`${proxy.url}/health`)).status).toBe(200);
  });

  it('ranks documents by the words they share with the query', async () => {
    const { proxy } = await start();
    const rerank = async (more: object = {}) =>
      (
        await post(`${proxy.url}/v1/rerank`, {
          model: 'rerank-english-v3.0',
          query: 'how to return an item',
          documents: ['Shipping is free.', 'Return an item in 30 days.', 'How to pay.'],
          ...more,
        })
      ).body;
    expect(await rerank()).toMatchObject({
      results: [
        { index: 1, relevance_score: 0.6 },
        { index: 2, relevance_score: 0.4 },
        { index: 0, relevance_score: 0 },
      ],
    });
    expect(await rerank({ top_n: 1, return_documents: true })).toMatchObject({
      results: [{ index: 1, document: { text: 'Return an item in 30 days.' } }],
    });
  });

  it('answers its chatbot with what the model says', async () => {
    const { proxy } = await start({ model: ({ text }) => `About ${text}: all is well.` });
    const { body } = await post(`${proxy.url}/api/chatbot/query`, { query: 'costs' });
    expect(body).toEqual({ response: 'About costs: all is well.' });
  });

  it.each([
    ['/v1/embeddings', 'model'],
    ['/v1/images/generations', 'prompt'],
    ['/v1/audio/speech', 'model'],
    ['/v1/rerank', 'model'],
    ['/api/chatbot/query', 'query'],
    ['/anthropic/v1/messages', 'model'],
  ])('refuses an empty body at %s', async (path, field) => {
    const { proxy } = await start();
    const { status, body } = await post(`${proxy.url}${path}`, {});
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain(`The body is not valid at ${field}: expected string`);
  });
});

describe('the cache of the fake gateway', () => {
  it('keeps nothing unless it is wanted', async () => {
    const { proxy, management } = await start();
    for (let n = 0; n < 2; n++) {
      const { body } = await post(`${proxy.url}/v1/chat/completions`, saying('Hi'));
      expect(body).toMatchObject({ cached: false });
    }
    expect((await get(`${management.url}/api/metacache/stats`)).body).toMatchObject({
      data: { hits: 0, misses: 2, entries: 0 },
    });
  });

  it('answers what it was asked before, and what means the same, without the model', async () => {
    let count = 0;
    const { proxy, management } = await start({
      cache: true,
      model: () => `Answer ${++count}.`,
    });
    const ask = (text: string, more?: object) =>
      post(`${proxy.url}/v1/chat/completions`, saying(text, more));
    const first = await ask('Where is it?');
    expect(first.headers.get('x-smartflow-cache-key')).toBeNull();
    const exact = await ask('Where is it?');
    expect(exact.body).toMatchObject({
      cached: true,
      cache_hit_type: 'exact',
      choices: [{ message: { content: 'Answer 1.' } }],
      usage: { prompt_tokens: 3, prompt_tokens_details: { cached_tokens: 3 } },
    });
    const semantic = await ask('where is it');
    expect(semantic.body).toMatchObject({
      cached: true,
      cache_hit_type: 'semantic',
      choices: [{ message: { content: 'Answer 1.' } }],
    });
    const key = exact.headers.get('x-smartflow-cache-key');
    expect(key).toMatch(/^cache-[0-9a-f]+$/);
    expect(semantic.headers.get('x-smartflow-cache-key')).toBe(key);
    expect((await ask('Where else?')).body).toMatchObject({ cached: false });
    expect((await ask('Where is it?', { model: 'gpt-4o-mini' })).body).toMatchObject({
      cached: false,
    });

    expect((await get(`${management.url}/api/metacache/stats`)).body).toMatchObject({
      data: {
        hits: 2,
        misses: 3,
        l2_hits: 1,
        l3_hits: 1,
        entries: 3,
        tokens_saved: 10,
        cost_saved_cents: 0.01,
      },
    });
    const { body } = await get(`${management.url}/api/vas/logs`);
    expect(body).toMatchObject({
      data: [
        { metacache: { hit: false } },
        { metacache: { hit: false } },
        { metacache: { hit: true, tokens_saved: 5 }, cost: 0, latency_ms: 5 },
        { routing_strategy: 'cache' },
        { routing_strategy: 'direct', routing_reason: 'provider:openai' },
      ],
    });
  });

  it('streams what it was asked before as any answer', async () => {
    const { proxy } = await start({ cache: true });
    await post(`${proxy.url}/v1/chat/completions`, saying('Hi'));
    const response = await fetch(`${proxy.url}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify(saying('Hi', { stream: true })),
      headers: { 'content-type': 'application/json' },
    });
    expect(response.headers.get('x-smartflow-cache-key')).not.toBeNull();
    expect(await response.text()).toContain('"content":"said: "');
  });
});
