import { describe, expect, it } from 'vitest';
import { get, post, saying, start } from './kit';

describe('the providers of direct mode', () => {
  it('have their models at the paths that the real ones have', async () => {
    const { providers } = await start();
    const { openai, gemini, ollama, local, anthropic } = providers;
    const withKey = { authorization: 'Bearer k' };
    for (const url of [openai.url, gemini.url, `${ollama.url}/v1`, local.url]) {
      const { status } = await post(`${url}/chat/completions`, saying('Hi'), withKey);
      expect(status).toBe(200);
    }
    await post(`${anthropic.url}/v1/messages`, saying('Hi', { max_tokens: 5 }), {
      'x-api-key': 'k',
      'anthropic-version': '2023-06-01',
    });
    expect(
      Object.values(providers).map(({ requests }) => requests.map(({ path }) => path)),
    ).toEqual([
      ['/v1/chat/completions'],
      ['/v1/messages'],
      ['/v1beta/openai/chat/completions'],
      ['/v1/chat/completions'],
      ['/v1/chat/completions'],
    ]);
  });

  it('want a key, but for those that run on the own machine', async () => {
    const { openai, gemini, ollama, local } = (await start()).providers;
    for (const { url } of [openai, gemini]) {
      expect((await post(`${url}/chat/completions`, saying('Hi'))).status).toBe(401);
    }
    for (const url of [`${ollama.url}/v1`, local.url]) {
      expect((await post(`${url}/chat/completions`, saying('Hi'))).status).toBe(200);
    }
  });

  it.each([
    [{}, 401, 'x-api-key: header is required'],
    [{ 'x-api-key': 'wrong' }, 401, 'invalid x-api-key'],
    [{ 'x-api-key': 'good' }, 400, 'anthropic-version: header is required'],
    [
      { 'x-api-key': 'good', 'anthropic-version': '2099-01-01' },
      400,
      'anthropic-version: no version "2099-01-01" here',
    ],
    [{ authorization: 'Bearer good', 'anthropic-version': '2023-06-01' }, 401, expect.any(String)],
  ])('Anthropic wants its own headers: %j', async (headers, status, message: string) => {
    const { anthropic } = (await start({ keys: ['good'] })).providers;
    expect(await get(`${anthropic.url}/v1/models`, headers)).toMatchObject({
      status,
      body: { type: 'error', error: { message } },
    });
  });

  it('do not log, nor say what a gateway says', async () => {
    const { providers, management } = await start({ cache: true });
    const { body } = await post(`${providers.local.url}/chat/completions`, saying('Hi'));
    expect(body).not.toHaveProperty('cached');
    expect((await get(`${management.url}/api/vas/logs`)).body).toMatchObject({ data: [] });
  });
});
