import { readFileSync } from 'node:fs';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { FAULT_NAMES, type FaultName } from 'smooth-operator-rx/testing';
import { saying, start } from './kit';

const CHAT = 'POST /v1/chat/completions';
const NOW = Date.parse('2026-01-02T03:04:05Z');

/** Asks for a chat at a route that fails, streamed or not. */
async function failing(fault: FaultName, isStreamed = false) {
  const gateway = await start({ now: () => NOW });
  const { proxy } = gateway;
  const undo = proxy.fail(CHAT, fault);
  const answer = fetch(`${proxy.url}/v1/chat/completions`, {
    method: 'POST',
    body: JSON.stringify(saying('Hi', { stream: isStreamed })),
    headers: { 'content-type': 'application/json' },
  });
  return { proxy, undo, answer };
}

/** Those that are a status and a body. */
const ANSWERED: Readonly<Partial<Record<FaultName, readonly [status: number, body: unknown]>>> = {
  badRequest: [400, { message: 'The request is not valid.', code: 'bad_request' }],
  unauthorized: [401, { message: 'The key is not valid.', code: 'invalid_api_key' }],
  forbiddenByCompliance: [
    403,
    {
      message: 'Blocked by compliance policy.',
      code: 'compliance_violation',
      violations: ['ssn'],
      risk_score: 0.75,
    },
  ],
  forbidden: [403, { message: 'This key may not do that.', code: 'forbidden' }],
  notFound: [404, { message: 'There is no such thing.', code: 'not_found' }],
  rateLimited: [
    429,
    { message: 'You are over your rate.', code: 'rate_limit_exceeded', retry_after: 7 },
  ],
  rateLimitedByHeader: [429, { message: 'You are over your rate.', code: 'rate_limit_exceeded' }],
  rateLimitedUntil: [429, { message: 'You are over your rate.', code: 'rate_limit_exceeded' }],
  serverError: [500, { message: 'The server failed.', code: 'internal_error' }],
  badGateway: [
    502,
    {
      message: 'The provider gave no valid answer.',
      code: 'provider_error',
      provider: 'openai',
    },
  ],
  unavailable: [
    503,
    {
      message: 'The provider is not available.',
      code: 'provider_unavailable',
      provider: 'openai',
    },
  ],
  gatewayTimeout: [504, { message: 'The provider took too long.', code: 'timeout' }],
};

/** Those whose body is none of the gateway's. */
const ODD: Readonly<Partial<Record<FaultName, readonly [status: number, body: RegExp]>>> = {
  htmlError: [502, /^<!doctype html>/],
  emptyError: [500, /^$/],
  textError: [500, /^{"error":"The server failed, in one line."}$/],
  nullError: [500, /^{"error":null}$/],
  htmlAnswer: [200, /^<!doctype html>/],
  emptyAnswer: [200, /^$/],
  truncatedAnswer: [200, /^{"id":"chatcmpl-req-1".*[^}]$/],
};

const CONNECTION: readonly FaultName[] = ['hang', 'drop', 'reset', 'oversizedAnswer'];

describe('a fault', () => {
  it.each(Object.entries(ANSWERED))('%s is an error of the gateway', async (fault, expected) => {
    const { answer } = await failing(fault as FaultName);
    const response = await answer;
    const [status, error] = expected;
    expect(response.status).toBe(status);
    expect(response.headers.get('x-smartflow-request-id')).toBe('req-1');
    expect(await response.json()).toEqual({ error, details: { request_id: 'req-1' } });
  });

  it.each(Object.entries(ODD))('%s has a body as it should not be', async (fault, expected) => {
    const { answer } = await failing(fault as FaultName);
    const response = await answer;
    const [status, body] = expected;
    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(body);
  });

  it('says how long to wait: in the body, in a header, by a date', async () => {
    const retryAfter = async (fault: FaultName) =>
      (await (await failing(fault)).answer).headers.get('retry-after');
    expect(await retryAfter('rateLimited')).toBeNull();
    expect(await retryAfter('rateLimitedByHeader')).toBe('7');
    expect(await retryAfter('rateLimitedUntil')).toBe('Fri, 02 Jan 2026 03:04:12 GMT');
  });

  it('hang: never answers, until it is undone', async () => {
    const { answer, proxy, undo } = await failing('hang');
    const request = await firstValueFrom(proxy.requests$);
    undo();
    expect((await answer).status).toBe(200);
    expect(await request.ended).toBe('answered');
  });

  it('hang: does not ask the model of who has left meanwhile', async () => {
    const asked: string[] = [];
    const { proxy } = await start({
      model: ({ text }) => {
        asked.push(text);
        return text;
      },
    });
    const undo = proxy.fail(CHAT, 'hang');
    const controller = new AbortController();
    const answer = fetch(`${proxy.url}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify(saying('one')),
      headers: { 'content-type': 'application/json' },
      signal: controller.signal,
    });
    const request = await firstValueFrom(proxy.requests$);
    controller.abort();
    await expect(answer).rejects.toThrow('aborted');
    expect(await request.ended).toBe('left');
    undo();
    await fetch(`${proxy.url}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify(saying('two')),
      headers: { 'content-type': 'application/json' },
    });
    expect(asked).toEqual(['two']);
  });

  it('drop: the connection is closed without an answer', async () => {
    const { answer, proxy } = await failing('drop');
    await expect(answer).rejects.toMatchObject({ cause: { code: 'UND_ERR_SOCKET' } });
    expect(await proxy.requests[0]?.ended).toBe('dropped');
  });

  it('reset: half of the body comes through', async () => {
    const { answer, proxy } = await failing('reset');
    const response = await answer;
    const reader = response.body?.getReader();
    const { value } = (await reader?.read()) ?? {};
    const half = new TextDecoder().decode(value);
    expect(half).toMatch(/^{"id":"chatcmpl-req-1"/);
    expect(() => JSON.parse(half) as unknown).toThrow();
    await expect(reader?.read()).rejects.toThrow('terminated');
    expect(await proxy.requests[0]?.ended).toBe('dropped');
  });

  it('oversizedAnswer: goes on until its reader has enough', async () => {
    const { answer, proxy } = await failing('oversizedAnswer');
    const reader = (await answer).body?.getReader();
    let bytes = 0;
    while (bytes < 1_000_000) bytes += (await reader?.read())?.value?.length ?? 0;
    await reader?.cancel();
    expect(await proxy.requests[0]?.ended).toBe('left');
  });

  it('each of them is shown here', () => {
    const shown = [...Object.keys(ANSWERED), ...Object.keys(ODD), ...CONNECTION];
    expect(shown.sort()).toEqual([...FAULT_NAMES].sort());
  });

  it('each of them is in the documentation', () => {
    const page = readFileSync(new URL('../../../docs/testing.md', import.meta.url), 'utf8');
    const [table = ''] = /<!-- faults -->[^]*<!-- \/faults -->/.exec(page) ?? [];
    const names = Array.from(table.matchAll(/^\| `(\w+)`/gm), ([, name]) => name);
    expect(names).toEqual(FAULT_NAMES);
  });

  it('speaks as the provider does whose route it is', async () => {
    const gateway = await start();
    const { openai, anthropic } = gateway.providers;
    openai.fail('GET /v1/models', 'forbidden');
    anthropic.fail('GET /v1/models', 'forbidden');
    gateway.proxy.fail('POST /anthropic/v1/messages', 'forbidden');
    const bodyOf = async (url: string, method = 'GET') =>
      (await fetch(url, { method })).json() as Promise<unknown>;
    expect(await bodyOf(`${openai.url}/models`)).toEqual({
      error: {
        message: 'This key may not do that.',
        type: 'invalid_request_error',
        param: null,
        code: 'forbidden',
      },
    });
    const asAnthropic = {
      type: 'error',
      error: { type: 'permission_error', message: 'This key may not do that.' },
      request_id: 'req-1',
    };
    expect(await bodyOf(`${anthropic.url}/v1/models`)).toEqual(asAnthropic);
    expect(await bodyOf(`${gateway.proxy.url}/anthropic/v1/messages`, 'POST')).toEqual(asAnthropic);
  });
});
