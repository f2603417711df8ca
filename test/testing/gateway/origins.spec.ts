import { describe, expect, it } from 'vitest';
import { saying, start } from './kit';

const PAGE = 'http://localhost:5173';
const CHAT = 'POST /v1/chat/completions';

/** What a browser asks before a page of some origin may post JSON with a key. */
const preflight = (url: string, origin = PAGE) =>
  fetch(url, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
  });

const post = (url: string, origin = PAGE) =>
  fetch(url, {
    method: 'POST',
    body: JSON.stringify(saying('Hi')),
    headers: { origin, 'content-type': 'application/json' },
  });

describe('a page of an origin that may use the fake gateway', () => {
  it('may send what it asks to send, which is no request of its own', async () => {
    const { proxy } = await start({ origins: [PAGE] });
    const { status, headers } = await preflight(`${proxy.url}/v1/chat/completions`);
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe(PAGE);
    expect(headers.get('access-control-allow-methods')).toBe('POST');
    expect(headers.get('access-control-allow-headers')).toBe('authorization,content-type');
    expect(proxy.requests).toEqual([]);
  });

  it.each(['the gateway', 'the provider'])(
    'may read each header of an answer of %s',
    async (who) => {
      const { proxy, providers } = await start({ origins: ['*'] });
      const url = who === 'the gateway' ? `${proxy.url}/v1` : providers.ollama.url + '/v1';
      const { status, headers } = await post(`${url}/chat/completions`);
      expect(status).toBe(200);
      expect(headers.get('access-control-allow-origin')).toBe(PAGE);
      expect(headers.get('access-control-expose-headers')).toBe('*');
      expect(headers.get('vary')).toBe('origin');
    },
  );

  it.each(['unauthorized', 'rateLimitedByHeader', 'htmlError', 'reset'] as const)(
    'may read what goes wrong, too: %s',
    async (fault) => {
      const { proxy } = await start({ origins: [PAGE] });
      proxy.fail(CHAT, fault);
      const { headers } = await post(`${proxy.url}/v1/chat/completions`);
      expect(headers.get('access-control-allow-origin')).toBe(PAGE);
    },
  );
});

describe('a page of any other origin', () => {
  it.each([[undefined], [[PAGE]]])('may neither send nor read: origins %j', async (origins) => {
    const { proxy } = await start(origins && { origins });
    const url = `${proxy.url}/v1/chat/completions`;
    const asked = await preflight(url, 'http://localhost:1');
    expect(asked.status).toBe(405);
    expect(asked.headers.has('access-control-allow-origin')).toBe(false);
    const { headers } = await post(url, 'http://localhost:1');
    expect(headers.has('access-control-allow-origin')).toBe(false);
  });
});
