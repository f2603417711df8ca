import { firstValueFrom, lastValueFrom, toArray, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { tableOf } from '../../src/smartflow/endpoints/table';
import { routeOf } from '../../src/smartflow/route';
import {
  AuthenticationError,
  createSmartflow,
  DirectModeError,
  PROVIDERS,
  SmartflowError,
  ValidationError,
  type SmartflowClient,
  type SmartflowOptions,
} from 'smooth-operator-rx/smartflow';
import { clientOf, events, failure, json, says, type Answering } from './kit';
import { CASES } from './requests';

const providers = Object.fromEntries(
  PROVIDERS.map((name) => [name, { apiKey: `${name}-key`, baseUrl: `http://${name}.test` }]),
);
const direct = (answer: Answering, options: SmartflowOptions = {}) =>
  clientOf(answer, { providers, ...options });

const messages = [{ role: 'user', content: 'Hi' }] as const;

describe('a model goes to', () => {
  it.each([
    ['gpt-4o', 'openai', 'gpt-4o'],
    ['o1', 'openai', 'o1'],
    ['o3-mini', 'openai', 'o3-mini'],
    ['chatgpt-4o-latest', 'openai', 'chatgpt-4o-latest'],
    ['whisper-1', 'openai', 'whisper-1'],
    ['dall-e-3', 'openai', 'dall-e-3'],
    ['mystery', 'openai', 'mystery'],
    ['claude-sonnet-4-6', 'anthropic', 'claude-sonnet-4-6'],
    ['claude', 'openai', 'claude'],
    ['gemini-1.5-pro', 'gemini', 'gemini-1.5-pro'],
    ['openai/gpt-4o', 'openai', 'gpt-4o'],
    ['anthropic/claude-x', 'anthropic', 'claude-x'],
    ['gemini/gemini-2.0', 'gemini', 'gemini-2.0'],
    ['ollama/llama3', 'ollama', 'llama3'],
    ['local/a/b', 'local', 'a/b'],
    ['openai/claude-x', 'openai', 'claude-x'],
  ])('%s: %s, which calls it %s', (model, provider, name) => {
    expect(routeOf(model)).toEqual({ provider, model: name });
  });

  it.each(['xai/grok', 'mistral/large', 'OpenAI/gpt-4o', '/gpt-4o', 'nobody/model'])(
    'no provider: %s',
    (model) => {
      expect(() => routeOf(model)).toThrow(DirectModeError);
      expect(() => routeOf(model)).toThrow(model);
      expect(() => routeOf(model)).toThrow('openai, anthropic, gemini, ollama, local');
    },
  );
});

describe('a chat in direct mode', () => {
  it.each([
    ['gpt-4o', 'http://openai.test/v1/chat/completions', 'gpt-4o', 'openai-key'],
    ['openai/gpt-4o', 'http://openai.test/v1/chat/completions', 'gpt-4o', 'openai-key'],
    ['gemini-pro', 'http://gemini.test/chat/completions', 'gemini-pro', 'gemini-key'],
    ['ollama/llama3', 'http://ollama.test/v1/chat/completions', 'llama3', 'ollama-key'],
    ['local/mine', 'http://local.test/v1/chat/completions', 'mine', 'local-key'],
  ])('with %s is sent to its provider, as OpenAI has it', async (model, url, name, key) => {
    const { smartflow, sent } = direct(() =>
      json({ choices: [{ message: { content: 'Hello' } }] }),
    );
    const options = { model, maxTokens: 9, userId: 'u', conversationId: 'c', routeTo: 'openai' };
    expect(await smartflow.promises.chat('Hi', options)).toBe('Hello');
    expect(sent).toHaveLength(1);
    expect(sent[0]?.url.href).toBe(url);
    expect(sent[0]?.json).toEqual({
      model: name,
      messages,
      temperature: 0.7,
      max_tokens: 9,
      stream: false,
    });
    expect(sent[0]?.headers).toEqual({
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
    });
  });

  it('streams', async () => {
    const { smartflow, sent } = direct(() => events(says('Hel'), says('lo')));
    expect(await lastValueFrom(smartflow.streamChat('Hi').pipe(toArray()))).toEqual(['Hel', 'lo']);
    expect(sent[0]?.json).toMatchObject({ stream: true });
  });

  it.each(['ollama/llama3', 'local/mine'])('with %s needs no key', async (model) => {
    const { smartflow, sent } = clientOf(() => json({}), {
      providers: { local: { baseUrl: 'http://local.test' } },
    });
    await smartflow.promises.chat('Hi', { model });
    expect(sent[0]?.headers).not.toHaveProperty('authorization');
  });

  it.each(['o1', 'o3-mini', 'o4-mini-high', 'gpt-5', 'gpt-5-mini', 'openai/o1'])(
    'with %s has the limit by the name that it wants, and no temperature',
    async (model) => {
      const { smartflow, sent } = direct(() => json({}));
      await smartflow.promises.chat('Hi', { model, maxTokens: 9 });
      expect(sent[0]?.json).toEqual({
        model: model.replace('openai/', ''),
        messages,
        max_completion_tokens: 9,
        stream: false,
      });
    },
  );

  it.each(['gpt-5-chat-latest', 'gpt-4o', 'ollama/o1'])(
    'with %s is as any other',
    async (model) => {
      const { smartflow, sent } = direct(() => json({}));
      await smartflow.promises.chat('Hi', { model, maxTokens: 9 });
      expect(sent[0]?.json).toMatchObject({ max_tokens: 9, temperature: 0.7 });
    },
  );

  it.each([
    ['gpt-4o', 'OPENAI_API_KEY'],
    ['claude-x', 'ANTHROPIC_API_KEY'],
    ['gemini-pro', 'GEMINI_API_KEY'],
  ])('with %s and no key is an error that says to set %s', async (model, variable) => {
    const { smartflow, sent } = clientOf(() => json({}));
    const error = await firstValueFrom(failure(smartflow.chat('Hi', { model })));
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error).toMatchObject({ code: 'MISSING_KEY' });
    expect((error as Error).message).toContain(variable);
    expect(sent).toEqual([]);
  });

  it('with a local model and no address is an error that says to set LOCAL_BASE_URL', async () => {
    const { smartflow, sent } = clientOf(() => json({}));
    const error = await firstValueFrom(failure(smartflow.chat('Hi', { model: 'local/mine' })));
    expect(error).toBeInstanceOf(ValidationError);
    expect((error as Error).message).toContain('LOCAL_BASE_URL');
    expect(sent).toEqual([]);
  });

  it.each([
    [401, 'AuthenticationError', undefined],
    [403, 'SmartflowError', undefined],
    [429, 'RateLimitError', undefined],
    [503, 'ProviderError', 'openai'],
  ])('that the provider refuses with %d is a %s', async (status, name, provider) => {
    const { smartflow } = direct(() => json({ error: { message: 'no' } }, { status }));
    expect(await firstValueFrom(failure(smartflow.chat('Hi')))).toMatchObject({
      name,
      status,
      message: 'no',
      ...(provider && { provider }),
    });
  });

  it('that fails without a word says who failed', async () => {
    const { smartflow } = direct(() => new Response(null, { status: 500 }));
    expect(await firstValueFrom(failure(smartflow.chat('Hi')))).toMatchObject({
      message: 'openai answered with status 500',
    });
  });
});

describe('in direct mode', () => {
  it.each<readonly [string, string, (sf: SmartflowClient) => Observable<unknown>]>([
    ['embeddings', '/v1/embeddings', (sf) => sf.embeddings('x', { model: 'openai/emb' })],
    ['imageGeneration', '/v1/images/generations', (sf) => sf.imageGeneration('x')],
    ['textToSpeech', '/v1/audio/speech', (sf) => sf.textToSpeech('x')],
    ['listModels', '/v1/models', (sf) => sf.listModels()],
    [
      'audioTranscription',
      '/v1/audio/transcriptions',
      (sf) => sf.audioTranscription(new Uint8Array(), { model: 'openai/whisper-1' }),
    ],
  ])('%s goes to OpenAI', async (_, path, call) => {
    // The paths are those of a gateway.
    const audio = { headers: { 'content-type': 'audio/mpeg' } };
    const { smartflow, sent } = direct(
      ({ url }) => (url.pathname.endsWith('/speech') ? new Response('mp3', audio) : json({})),
      {
        paths: { imageGeneration: '/elsewhere' },
      },
    );
    await firstValueFrom(call(smartflow));
    expect(sent[0]?.url.href).toBe(`http://openai.test${path}`);
    expect(sent[0]?.headers['authorization']).toBe('Bearer openai-key');
    const { body, json: said } = sent[0] ?? {};
    const fields = body instanceof FormData ? { model: body.get('model') } : (said ?? {});
    expect(fields).not.toMatchObject({ model: expect.stringContaining('/') });
  });

  it('claudeMessage goes to Anthropic', async () => {
    const { smartflow, sent } = direct(() => json({ content: [{ type: 'text', text: 'Hello' }] }));
    const options = { model: 'anthropic/claude-x', system: 'Be brief' };
    expect(await smartflow.promises.claudeMessage('Hi', options)).toBe('Hello');
    expect(sent[0]?.url.href).toBe('http://anthropic.test/v1/messages');
    expect(sent[0]?.json).toEqual({
      model: 'claude-x',
      max_tokens: 1024,
      system: 'Be brief',
      messages,
    });
    expect(sent[0]?.headers).toEqual({
      'content-type': 'application/json',
      'anthropic-version': '2023-06-01',
      'x-api-key': 'anthropic-key',
    });
    await smartflow.promises.claudeMessage('Hi', { anthropicKey: 'mine' });
    expect(sent[1]?.headers['x-api-key']).toBe('mine');
  });

  it('health is told by the client itself', async () => {
    const { smartflow, sent } = direct(() => json({}));
    expect(await smartflow.promises.health()).toEqual({ status: 'ok', mode: 'direct' });
    expect(sent).toEqual([]);
  });

  it('the cache is what the client has counted: answers, none of them from a cache, and tokens', async () => {
    const usage = { total_tokens: 7 };
    const { smartflow } = direct(({ json: body }) => {
      const { model, stream } = body as { model: string; stream: boolean };
      if (model === 'fail') return json({}, { status: 500 });
      if (model === 'claude-x')
        return json({ content: [], usage: { input_tokens: 2, output_tokens: 3 } });
      return stream
        ? events(says('a'), { usage: { total_tokens: 1 } }, { choices: [], usage })
        : json({ usage });
    });
    const { promises } = smartflow;
    expect(await promises.getCacheStats()).toMatchObject({
      hits: 0,
      misses: 0,
      hit_rate: 0,
      tokens_used: 0,
    });
    await promises.chat('Hi');
    await lastValueFrom(smartflow.streamChat('Hi'));
    await promises.chat('Hi', { model: 'claude-x' });
    await promises.claudeMessage('Hi', { model: 'claude-x' });
    await lastValueFrom(failure(smartflow.chat('Hi', { model: 'fail' })));
    expect(await promises.getCacheStats()).toEqual({
      hits: 0,
      misses: 4,
      hit_rate: 0,
      l1_hits: 0,
      l2_hits: 0,
      l3_hits: 0,
      tokens_saved: 0,
      cost_saved_cents: 0,
      entries: 0,
      tokens_used: 24,
    });
  });

  const ANSWERED = [
    'chat',
    'chatCompletions',
    'streamChat',
    'streamChatCompletions',
    'claudeMessage',
    'embeddings',
    'imageGeneration',
    'audioTranscription',
    'textToSpeech',
    'listModels',
    'health',
    'getCacheStats',
  ];
  const gatewayOnly = Object.keys(tableOf('', () => '')).filter((name) => !ANSWERED.includes(name));

  it.each(gatewayOnly)('%s fails with what to do, before anything is sent', async (name) => {
    const { smartflow, sent } = direct(() => json({}));
    const call = CASES.find((one) => one.name === name)?.call(smartflow);
    const error = await firstValueFrom(failure(call as Observable<unknown>));
    expect(error).toBeInstanceOf(DirectModeError);
    expect(error).toBeInstanceOf(SmartflowError);
    const { message, feature, code } = error as DirectModeError;
    expect(code).toBe('DIRECT_MODE');
    expect(message).toContain(feature);
    for (const hint of [
      'Enterprise gateway',
      '`smartflow configure`',
      'semantic cache',
      'policy',
      'SSO',
      'audit',
      'MCP and A2A',
    ]) {
      expect(message).toContain(hint);
    }
    expect(sent).toEqual([]);
  });

  it('so do logs(), any other request, and what OpenAI alone can do with a model of others', async () => {
    const { smartflow, sent } = direct(() => json({}));
    for (const call of [
      smartflow.logs(),
      smartflow.request('proxy', 'GET', '/metrics', { as: 'text' }),
      smartflow.embeddings('x', { model: 'gemini-embedding' }),
      smartflow.embeddings('x', { model: 'ollama/nomic' }),
      smartflow.claudeMessage('x', { model: 'gpt-4o' }),
      smartflow.chat('x', { model: 'xai/grok' }),
    ]) {
      expect(await firstValueFrom(failure(call))).toBeInstanceOf(DirectModeError);
    }
    expect(sent).toEqual([]);
  });

  it('it is named in the error: the audit trail, a request, a model', async () => {
    const { promises } = direct(() => json({})).smartflow;
    await expect(promises.getLogs()).rejects.toMatchObject({ feature: 'VAS audit logs' });
    await expect(promises.request('proxy', 'get', '/metrics')).rejects.toMatchObject({
      feature: 'GET /metrics',
    });
    await expect(promises.embeddings('x', { model: 'gemini/emb' })).rejects.toMatchObject({
      feature: 'emb at /v1/embeddings',
    });
  });

  it('headers of the options go along, since they were given for it', async () => {
    const { smartflow, sent } = direct(() => json({}), { headers: { 'x-one': '1' } });
    await smartflow.promises.chat('Hi', { headers: { 'x-two': '2' } });
    expect(sent[0]?.headers).toMatchObject({ 'x-one': '1', 'x-two': '2' });
  });

  it('everything is found without an option, in the end', () => {
    expect(createSmartflow().mode).toBe('direct');
  });
});
