import { inspect } from 'node:util';
import { firstValueFrom } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import {
  AuthenticationError,
  CacheError,
  ComplianceError,
  DirectModeError,
  isSmartflowError,
  ProviderError,
  RateLimitError,
  ResponseError,
  RpcError,
  SmartflowConnectionError,
  SmartflowError,
  SmartflowTimeoutError,
  ValidationError,
} from 'smooth-operator-rx/smartflow';
import { retryAfterOf } from '../../src/smartflow/http/retryAfter';
import { FAULTS, ROUTES } from './faults';
import { failure, gatewayClient, json } from './kit';

describe('an answer that is an error', () => {
  const pairs = ROUTES.flatMap(([route, call]) =>
    FAULTS.map(([fault, answer, error]) => [route, fault, call, answer, error] as const),
  );

  it.each(pairs)('to %s: %s', async (_, _fault, call, answer, expected) => {
    const { smartflow } = gatewayClient(answer);
    const error = await firstValueFrom(failure(call(smartflow)));
    expect(error).toBeInstanceOf(SmartflowError);
    expect(error).toMatchObject(expected);
  });

  it('keeps a long text short, in its message and in its body', async () => {
    const answer = () => new Response('x'.repeat(100_000), { status: 500 });
    const error = await firstValueFrom(failure(gatewayClient(answer).smartflow.chat('Hi')));
    const { message, body } = error as SmartflowError;
    expect([message.length, (body as string).length]).toEqual([500, 2_000]);
  });

  it('is read no further than it is kept', async () => {
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(1024).fill(120));
      },
    });
    const answer = () => new Response(endless, { status: 500 });
    const error = await firstValueFrom(failure(gatewayClient(answer).smartflow.chat('Hi')));
    expect(error).toMatchObject({ status: 500 });
    expect(pulled).toBeLessThan(70);
  });

  it('is told by its status when its body breaks off', async () => {
    const broken = new ReadableStream({
      pull(controller) {
        controller.error(new Error('reset'));
      },
    });
    const answer = () => new Response(broken, { status: 429, headers: { 'retry-after': '3' } });
    const error = await firstValueFrom(failure(gatewayClient(answer).smartflow.chat('Hi')));
    expect(error).toMatchObject({ name: 'RateLimitError', retryAfter: 3 });
  });
});

describe('an answer that cannot be read', () => {
  it.each([
    ['is empty', '', 'The answer cannot be read: it is empty'],
    ['is a page', '<html>', 'The answer cannot be read: it is not JSON: <html>'],
    [
      'is cut',
      '{"choices": [{"mess',
      'The answer cannot be read: it is not JSON: {"choices": [{"mess',
    ],
    ['is no object', '7', 'The answer cannot be read: it is no object'],
  ])('because it %s is a ResponseError', async (_, body, message) => {
    const answer = () => new Response(body, { headers: { 'x-smartflow-request-id': 'r1' } });
    const error = await firstValueFrom(failure(gatewayClient(answer).smartflow.chat('Hi')));
    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toMatchObject({
      message,
      code: 'INVALID_RESPONSE',
      status: 200,
      requestId: 'r1',
      retryable: false,
    });
  });

  it.each([
    ['by what it announces', { 'content-length': '200000000' }],
    ['by what comes', {}],
  ])('because it is too large, %s', async (_, headers) => {
    const answer = () => new Response('"'.padEnd(2_000), { headers });
    const { smartflow } = gatewayClient(answer, { maxResponseBytes: 1_000 });
    const error = await firstValueFrom(failure(smartflow.chat('Hi')));
    expect(error).toMatchObject({
      name: 'ResponseError',
      code: 'TOO_LARGE',
      message: 'The answer is larger than 1000 bytes',
    });
  });
});

describe('a SmartflowError', () => {
  it('reads as its code and its message, or its message alone', () => {
    expect(String(new SmartflowError('no', { code: 'CODE' }))).toBe('[CODE] no');
    expect(String(new SmartflowError('no'))).toBe('no');
  });

  it.each([
    [AuthenticationError, false],
    [CacheError, false],
    [ComplianceError, false],
    [DirectModeError, false],
    [ProviderError, true],
    [RateLimitError, true],
    [ResponseError, false],
    [RpcError, false],
    [SmartflowConnectionError, true],
    [SmartflowTimeoutError, true],
    [ValidationError, false],
  ])('is what every error is: %o', (Kind, retryable) => {
    const error = new Kind('told');
    expect(error).toBeInstanceOf(SmartflowError);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: Kind.name, details: {}, retryable });
    expect(isSmartflowError(error)).toBe(true);
    expect(error.stack).toContain('errors.spec');
  });

  it('is told from others', () => {
    expect([new Error('no'), null, { retryable: true, details: {} }].map(isSmartflowError)).toEqual(
      [false, false, false],
    );
  });

  it('has a cause when there is one', () => {
    const cause = new Error('deep');
    expect(new SmartflowError('no', { cause }).cause).toBe(cause);
    expect('cause' in new SmartflowError('no')).toBe(false);
  });
});

describe('the time to wait', () => {
  const at = (header: string, body?: unknown) => {
    let seconds: number | undefined;
    // Its clock begins at 0: 1 January 1970.
    new TestScheduler(() => undefined).run(() => {
      seconds = retryAfterOf(body, header);
    });
    return seconds;
  };

  it.each([
    ['5', 5],
    ['0', 0],
    ['1.5', 1.5],
    ['Thu, 01 Jan 1970 00:02:00 GMT', 120],
    ['Wed, 31 Dec 1969 23:59:00 GMT', 0],
    ['', undefined],
    ['-5', undefined],
    ['Infinity', undefined],
    ['soon', undefined],
  ])('of %j is %s', (header, seconds) => {
    expect(at(header)).toBe(seconds);
  });

  it('is that of the body first', () => {
    expect([at('5', 7), at('5', '8'), at('5', null), at('5', {})]).toEqual([7, 8, 5, 5]);
  });
});

describe('the metadata of an answer', () => {
  it('is told to the client and to the call, of an error, too', async () => {
    const heard: unknown[] = [];
    const headers = {
      'x-smartflow-request-id': 'r1',
      'x-smartflow-cache-key': 'k1',
      'X-Budget-Left': '3',
    };
    const { smartflow } = gatewayClient(() => json({}, { status: 429, headers }), {
      onResponse: ({ status }) => heard.push(['client', status]),
    });
    const onResponse = (response: unknown) => heard.push(response);
    await firstValueFrom(failure(smartflow.chat('Hi', { onResponse })));
    expect(heard).toEqual([
      ['client', 429],
      {
        status: 429,
        requestId: 'r1',
        cacheKey: 'k1',
        headers: { ...lower(headers), 'content-type': 'application/json' },
      },
    ]);
  });

  it('has no ids where the gateway tells none', async () => {
    const heard: unknown[] = [];
    const { smartflow } = gatewayClient(() => new Response('{}'));
    await smartflow.promises.chat('Hi', { onResponse: (response) => heard.push(response) });
    expect(heard).toMatchObject([{ status: 200, requestId: undefined, cacheKey: undefined }]);
  });

  it('goes to a callback whose exception is passed on as it is', async () => {
    const thrown = new Error('mine');
    const { smartflow } = gatewayClient(() => json({}));
    const onResponse = () => {
      throw thrown;
    };
    expect(await firstValueFrom(failure(smartflow.chat('Hi', { onResponse })))).toBe(thrown);
  });
});

function lower(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

describe('an error, looked at', () => {
  it('is plain', () => {
    const error = new RateLimitError('slow', { code: 'c', retryAfter: 3, status: 429 });
    expect(inspect(error)).toContain('retryAfter: 3');
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: 'RateLimitError',
      code: 'c',
      retryAfter: 3,
      status: 429,
      details: {},
      retryable: true,
    });
  });
});
