import Anthropic from '@anthropic-ai/sdk';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { FakeGateway, FaultName } from 'smooth-operator-rx/testing';
import { anthropic, ANTHROPIC_ENDS, start, type ErrorClass } from '../kit';

const body = {
  model: 'claude-sonnet-4-6',
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: 'Hi' }],
};

/** The two places where messages are answered, as one. */
function answerer({ proxy, providers }: FakeGateway, url: string) {
  const isBehind = url.startsWith(proxy.url);
  const service = isBehind ? proxy : providers.anthropic;
  return {
    service,
    fail: (fault: FaultName) =>
      isBehind
        ? proxy.fail('POST /anthropic/v1/messages', fault)
        : providers.anthropic.fail('POST /v1/messages', fault),
    stream: (variant: 'error' | 'unfinished') =>
      isBehind
        ? proxy.stream('POST /anthropic/v1/messages', variant)
        : providers.anthropic.stream('POST /v1/messages', variant),
  };
}

const CLASSES: readonly (readonly [FaultName, ErrorClass, number, string])[] = [
  ['badRequest', Anthropic.BadRequestError, 400, 'invalid_request_error'],
  ['unauthorized', Anthropic.AuthenticationError, 401, 'authentication_error'],
  ['forbidden', Anthropic.PermissionDeniedError, 403, 'permission_error'],
  ['notFound', Anthropic.NotFoundError, 404, 'not_found_error'],
  ['rateLimited', Anthropic.RateLimitError, 429, 'rate_limit_error'],
  ['rateLimitedByHeader', Anthropic.RateLimitError, 429, 'rate_limit_error'],
  ['serverError', Anthropic.InternalServerError, 500, 'api_error'],
  ['unavailable', Anthropic.InternalServerError, 503, 'api_error'],
  ['gatewayTimeout', Anthropic.InternalServerError, 504, 'timeout_error'],
];

describe.each(ANTHROPIC_ENDS)("Anthropic's own client, when %s fails", (_, urlOf) => {
  describe.each([false, true])('streaming: %s', (stream) => {
    it.each(CLASSES)('knows %s by its class', async (fault, Class, status, type) => {
      const gateway = await start();
      const url = urlOf(gateway);
      answerer(gateway, url).fail(fault);
      const error: unknown = await anthropic(url)
        .messages.create({ ...body, stream })
        .catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(Class);
      expect(error).toMatchObject({ status, error: { type: 'error', error: { type } } });
    });
  });

  it('knows the request by its id', async () => {
    const gateway = await start();
    const url = urlOf(gateway);
    answerer(gateway, url).fail('serverError');
    const error: unknown = await anthropic(url)
      .messages.create(body)
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ error: { request_id: 'req-1' } });
  });

  it.each(['drop', 'hang'] as const)('fails when there is no answer: %s', async (fault) => {
    const gateway = await start();
    const url = urlOf(gateway);
    const { fail, service } = answerer(gateway, url);
    fail(fault);
    const answer = anthropic(url).messages.create(body, { timeout: 100 });
    await expect(answer).rejects.toThrow(Anthropic.APIConnectionError);
    const request = await firstValueFrom(service.requests$);
    expect(await request.ended).toBe(fault === 'drop' ? 'dropped' : 'left');
  });

  it('fails with the error that comes in the middle of a stream', async () => {
    const gateway = await start();
    const url = urlOf(gateway);
    answerer(gateway, url).stream('error');
    const stream = anthropic(url).messages.stream(body);
    const texts: string[] = [];
    stream.on('text', (text) => texts.push(text));
    await expect(stream.finalMessage()).rejects.toThrow(
      'The provider failed in the middle of its answer.',
    );
    expect(texts).toEqual(['You ']);
  });

  it('fails when a stream ends without its end', async () => {
    const gateway = await start();
    const url = urlOf(gateway);
    answerer(gateway, url).stream('unfinished');
    await expect(anthropic(url).messages.stream(body).finalMessage()).rejects.toThrow(
      'stream ended without producing',
    );
  });
});

describe("Anthropic's own client", () => {
  it('is refused without a good key', async () => {
    const gateway = await start({ keys: ['sk-ant-good'] });
    for (const [, urlOf] of ANTHROPIC_ENDS) {
      const client = anthropic(urlOf(gateway));
      await expect(client.messages.create(body)).rejects.toThrow(Anthropic.AuthenticationError);
      const good = client.withOptions({ apiKey: 'sk-ant-good' });
      expect((await good.messages.create(body)).content).toHaveLength(1);
    }
  });

  it('is refused what the provider does not take', async () => {
    const gateway = await start();
    const { messages } = anthropic(gateway.providers.anthropic.url);
    await expect(messages.create({ ...body, messages: [] })).rejects.toThrow(
      'at least one message is required',
    );
    await expect(
      messages.create({ ...body, messages: [{ role: 'assistant', content: 'Hi' }] }),
    ).rejects.toThrow('first message must be of the user');
    await expect(
      messages.create({ ...body, messages: [{ role: 'user', content: '' }] }),
    ).rejects.toThrow('text content blocks must be non-empty');
    const system = { role: 'system', content: 'Be brief.' } as never;
    await expect(messages.create({ ...body, messages: [system] })).rejects.toThrow(
      'messages[0].role',
    );
  });
});
