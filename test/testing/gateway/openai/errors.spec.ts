import OpenAI from 'openai';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { FakeGateway, FaultName } from 'smooth-operator-rx/testing';
import { openai, OPENAI_ENDS, start, type ErrorClass } from '../kit';

const CHAT = 'POST /v1/chat/completions';
const body = { model: 'gpt-4o', messages: [{ role: 'user' as const, content: 'Hi' }] };

/** Who is asked: the provider, or the gateway. */
const askedOf = ({ proxy, providers }: FakeGateway, url: string) =>
  url.startsWith(proxy.url) ? proxy : providers.openai;

const CLASSES: readonly (readonly [FaultName, ErrorClass, number])[] = [
  ['badRequest', OpenAI.BadRequestError, 400],
  ['unauthorized', OpenAI.AuthenticationError, 401],
  ['forbidden', OpenAI.PermissionDeniedError, 403],
  ['forbiddenByCompliance', OpenAI.PermissionDeniedError, 403],
  ['notFound', OpenAI.NotFoundError, 404],
  ['rateLimited', OpenAI.RateLimitError, 429],
  ['rateLimitedByHeader', OpenAI.RateLimitError, 429],
  ['rateLimitedUntil', OpenAI.RateLimitError, 429],
  ['serverError', OpenAI.InternalServerError, 500],
  ['badGateway', OpenAI.InternalServerError, 502],
  ['unavailable', OpenAI.InternalServerError, 503],
  ['gatewayTimeout', OpenAI.InternalServerError, 504],
  ['htmlError', OpenAI.InternalServerError, 502],
  ['emptyError', OpenAI.InternalServerError, 500],
  ['textError', OpenAI.InternalServerError, 500],
  ['nullError', OpenAI.InternalServerError, 500],
];

describe.each(OPENAI_ENDS)("OpenAI's own client, when %s fails", (_, urlOf) => {
  const failing = async (fault: FaultName) => {
    const gateway = await start();
    const url = urlOf(gateway);
    askedOf(gateway, url).fail(CHAT, fault);
    return { client: openai(url), service: askedOf(gateway, url) };
  };

  describe.each([false, true])('streaming: %s', (stream) => {
    it.each(CLASSES)('knows %s by its class', async (fault, Class, status) => {
      const { client } = await failing(fault);
      const error: unknown = await client.chat.completions
        .create({ ...body, stream })
        .catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(Class);
      expect(error).toMatchObject({ status });
    });

    it('knows a connection that is closed without an answer', async () => {
      const { client } = await failing('drop');
      await expect(client.chat.completions.create({ ...body, stream })).rejects.toThrow(
        OpenAI.APIConnectionError,
      );
    });
  });

  it('reads the message and the code', async () => {
    const { client } = await failing('unauthorized');
    await expect(client.chat.completions.create(body)).rejects.toMatchObject({
      message: '401 The key is not valid.',
      code: 'invalid_api_key',
    });
  });

  it('is told how long to wait', async () => {
    const { client } = await failing('rateLimitedByHeader');
    const error = (await client.chat.completions.create(body).catch((e: unknown) => e)) as {
      headers: Headers;
    };
    expect(error.headers.get('retry-after')).toBe('7');
  });

  it('knows a refused connection', async () => {
    const { client, service } = await failing('hang');
    await service.refuse();
    await expect(client.chat.completions.create(body)).rejects.toThrow(OpenAI.APIConnectionError);
    expect(service.requests).toEqual([]);
  });

  it('runs out of time when nobody answers', async () => {
    const { client, service } = await failing('hang');
    await expect(client.chat.completions.create(body, { timeout: 100 })).rejects.toThrow(
      OpenAI.APIConnectionTimeoutError,
    );
    const request = await firstValueFrom(service.requests$);
    expect(await request.ended).toBe('left');
  });

  it('waits as long as it has to', async () => {
    const gateway = await start();
    const url = urlOf(gateway);
    const service = askedOf(gateway, url);
    const undo = service.fail(CHAT, 'hang');
    const answer = openai(url).chat.completions.create(body);
    await firstValueFrom(service.requests$);
    undo();
    expect((await answer).choices[0]?.message.content).toBe('You said: Hi');
  });

  it('fails when the body is reset in its middle', async () => {
    const { client } = await failing('reset');
    await expect(client.chat.completions.create(body)).rejects.toThrow('terminated');
  });

  it('fails in the middle of a stream that is reset, with what has come before', async () => {
    const { client } = await failing('reset');
    const stream = await client.chat.completions.create({ ...body, stream: true });
    const texts: unknown[] = [];
    const reading = async () => {
      for await (const { choices } of stream) texts.push(choices[0]?.delta.content);
    };
    await expect(reading()).rejects.toThrow('terminated');
    expect(texts).toEqual(['', 'You ']);
  });

  it('fails with the error that comes in the middle of a stream', async () => {
    const gateway = await start();
    const url = urlOf(gateway);
    askedOf(gateway, url).stream(CHAT, 'error');
    const stream = await openai(url).chat.completions.create({ ...body, stream: true });
    const texts: unknown[] = [];
    const reading = async () => {
      for await (const { choices } of stream) texts.push(choices[0]?.delta.content);
    };
    await expect(reading()).rejects.toThrow('The provider failed in the middle of its answer.');
    expect(texts).toEqual(['', 'You ']);
  });

  it('tries again by itself, and gets through', async () => {
    const gateway = await start();
    const url = urlOf(gateway);
    const service = askedOf(gateway, url);
    const undo = service.answer(CHAT, () => {
      undo();
      return new Response('{}', { status: 503, headers: { 'retry-after-ms': '1' } });
    });
    const { choices } = await openai(url, 1).chat.completions.create(body);
    expect(choices[0]?.message.content).toBe('You said: Hi');
    expect(service.requests.map(({ headers }) => headers['x-stainless-retry-count'])).toEqual([
      '0',
      '1',
    ]);
  });
});

describe("OpenAI's own client", () => {
  it('is refused by the provider without a good key, and by the gateway if it has keys', async () => {
    const gateway = await start({ keys: ['sk-good'] });
    for (const [, urlOf] of OPENAI_ENDS) {
      const client = openai(urlOf(gateway));
      await expect(client.chat.completions.create(body)).rejects.toThrow(
        OpenAI.AuthenticationError,
      );
      const good = client.withOptions({ apiKey: 'sk-good' });
      expect((await good.chat.completions.create(body)).choices).toHaveLength(1);
    }
  });

  it('does not find a model that is not there', async () => {
    const gateway = await start({ models: ['gpt-4o'] });
    const client = openai(gateway.providers.openai.url);
    await expect(
      client.chat.completions.create({ ...body, model: 'gpt-99' }),
    ).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
    });
  });

  it('is refused what models that reason do not take', async () => {
    const gateway = await start();
    const { completions } = openai(gateway.providers.openai.url).chat;
    const old = { max_tokens: 5 };
    const reasoning = { ...body, model: 'o3-mini' };
    await expect(completions.create({ ...reasoning, ...old })).rejects.toMatchObject({
      status: 400,
      code: 'unsupported_parameter',
    });
    await expect(completions.create({ ...reasoning, temperature: 0.2 })).rejects.toMatchObject({
      status: 400,
      code: 'unsupported_value',
    });
    expect(
      (await completions.create({ ...reasoning, max_completion_tokens: 5 })).choices,
    ).toHaveLength(1);
  });
});
