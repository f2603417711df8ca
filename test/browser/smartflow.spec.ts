import { concat, NEVER, of, ReplaySubject } from 'rxjs';
import { startFakeGateway, type FakeGatewayOptions } from 'smooth-operator-rx/testing';
import { describe, expect, it } from 'vitest';
import { first, open, origin, owned } from './kit';

const CHAT = 'POST /v1/chat/completions';
const KEY = 'sk-sf-0123456789';

/** A gateway that the page may use, and the page. */
async function scene(options: FakeGatewayOptions = {}) {
  const gateway = owned(await startFakeGateway({ origins: [origin()], keys: [KEY], ...options }));
  const tab = await open('smartflow');
  return { gateway, tab, options: { baseUrl: gateway.proxy.url, apiKey: KEY } };
}

describe('the Smartflow entry in Chromium', () => {
  it('chats, and tells which request of the gateway it was', async () => {
    const { tab, options } = await scene();
    const { text, requestId } = await tab.lib.evaluate(async ({ createSmartflow, rxjs }, given) => {
      let requestId: string | undefined;
      const text = await rxjs.firstValueFrom(
        createSmartflow(given).chat('Where is my order?', {
          onResponse: (response) => {
            requestId = response.requestId;
          },
        }),
      );
      return { text, requestId };
    }, options);
    expect(text).toBe('You said: Where is my order?');
    expect(requestId).toBe('req-1');
  });

  it.each(['characters', 'bytes', 'halves'] as const)(
    'streams text whose characters come in pieces: %s',
    async (writing) => {
      const said = 'Grüße aus 東京 🦊, bald 👩‍👩‍👧!';
      const { gateway, tab, options } = await scene({ model: () => said });
      gateway.proxy.stream(CHAT, writing);
      const pieces = await tab.lib.evaluate(
        ({ createSmartflow, rxjs }, given) =>
          rxjs.lastValueFrom(createSmartflow(given).streamChat('Hi').pipe(rxjs.toArray())),
        options,
      );
      expect(pieces.length).toBeGreaterThan(3);
      expect(pieces.join('')).toBe(said);
    },
  );

  it('tells each piece when it comes, and leaves the gateway when its reader leaves', async () => {
    const said$ = new ReplaySubject<string>(1);
    const { gateway, tab, options } = await scene({ model: () => said$ });
    const subscription = await tab.lib.evaluateHandle(
      ({ createSmartflow, tell }, given) =>
        createSmartflow(given)
          .streamChat('Hi')
          .subscribe((text) => {
            tell('text', text);
          }),
      options,
    );
    const request = await first(gateway.proxy.requests$);
    said$.next('Hel');
    expect(await first(tab.told('text'))).toBe('Hel');
    await subscription.evaluate((one) => {
      one.unsubscribe();
    });
    expect(await request.ended).toBe('left');
    expect(said$.observed).toBe(false);
  });

  it('leaves the gateway when its signal is aborted', async () => {
    const { gateway, tab, options } = await scene({ model: () => concat(of('Hel'), NEVER) });
    const reason = await tab.lib.evaluate(async ({ createSmartflow }, given) => {
      const controller = new AbortController();
      const { promises } = createSmartflow(given);
      try {
        for await (const text of promises.streamChat('Hi', { signal: controller.signal })) {
          controller.abort(new Error(`enough: ${text}`));
        }
        return 'it ended';
      } catch (error) {
        return String(error);
      }
    }, options);
    expect(reason).toBe('Error: enough: Hel');
    expect(await (await first(gateway.proxy.requests$)).ended).toBe('left');
  });

  it.each([
    ['unauthorized', { name: 'AuthenticationError', status: 401, retryAfter: undefined }],
    ['rateLimited', { name: 'RateLimitError', status: 429, retryAfter: 7 }],
    ['rateLimitedByHeader', { name: 'RateLimitError', status: 429, retryAfter: 7 }],
    ['forbiddenByCompliance', { name: 'ComplianceError', status: 403, retryAfter: undefined }],
    ['unavailable', { name: 'ProviderError', status: 503, retryAfter: undefined }],
  ] as const)('has a typed error: %s', async (fault, expected) => {
    const { gateway, tab, options } = await scene();
    gateway.proxy.fail(CHAT, fault);
    const error = await tab.lib.evaluate(
      ({ createSmartflow, failure }, given) => failure(createSmartflow(given).promises.chat('Hi')),
      options,
    );
    expect(error).toMatchObject({ ...expected, requestId: 'req-1' });
  });

  it.each(['refuses', 'drops', 'allows no page'] as const)(
    'has a typed error, without the key, where the gateway %s',
    async (how) => {
      const { gateway, tab, options } = await scene({
        origins: how === 'allows no page' ? [] : [origin()],
      });
      if (how === 'refuses') await gateway.proxy.refuse();
      else if (how === 'drops') gateway.proxy.fail(CHAT, 'drop');
      const error = await tab.lib.evaluate(
        ({ createSmartflow, failure }, given) =>
          failure(createSmartflow(given).promises.chat('Hi')),
        options,
      );
      expect(error).toMatchObject({
        name: 'SmartflowConnectionError',
        message: `127.0.0.1:${gateway.proxy.port} cannot be reached`,
        retryable: true,
      });
      expect(JSON.stringify(error)).not.toContain(KEY);
    },
  );

  it('tells of a stream that breaks off, after what has come of it', async () => {
    const said$ = new ReplaySubject<string>(1);
    const { gateway, tab, options } = await scene({ model: () => said$ });
    await tab.lib.evaluate(({ createSmartflow, tell }, given) => {
      createSmartflow(given)
        .streamChat('Hi')
        .subscribe({
          next: (text) => {
            tell('text', text);
          },
          error: (error: unknown) => {
            tell('error', String(error));
          },
        });
    }, options);
    await first(gateway.proxy.requests$);
    said$.next('Hel');
    await first(tab.told('text'));
    await gateway.proxy.refuse();
    expect(await first(tab.told('error'))).toMatch(/^\[CONNECTION\] The answer of .* broke off$/);
  });

  it('sends a recording that was made in the page, and plays what is spoken', async () => {
    const { gateway, tab, options } = await scene();
    const { heard, spoken } = await tab.lib.evaluate(async ({ createSmartflow }, given) => {
      const { promises } = createSmartflow(given);
      const spoken = await promises.textToSpeech('Hello');
      const recording = new Blob([new Uint8Array(spoken)], { type: 'audio/webm' });
      const { text } = await promises.audioTranscription(recording, { filename: 'said.webm' });
      return { heard: text, spoken: spoken.length };
    }, options);
    expect(spoken).toBeGreaterThan(0);
    expect(heard).toBe('Hello');
    expect(gateway.proxy.requests.at(-1)?.body).toMatchObject({
      file: { name: 'said.webm', type: 'audio/webm' },
    });
  });

  it('needs nothing of Node, and is given its settings where there is neither environment nor file', async () => {
    const { tab, options } = await scene();
    const told = await tab.lib.evaluate(
      async ({ createSmartflow, resolveSettings }, { baseUrl, apiKey }) => {
        const none = resolveSettings();
        const env = { SMARTFLOW_GATEWAY_URL: baseUrl, SMARTFLOW_API_KEY: apiKey };
        const file = () => ({ mode: 'gateway', gateway_url: baseUrl, api_key: apiKey });
        return {
          node: ['process', 'Buffer', 'global', 'require'].filter((name) => name in globalThis),
          none: [none.mode, none.source],
          env: [
            resolveSettings({ env }).source,
            await createSmartflow({ env }).promises.chat('By variables'),
          ],
          file: [
            resolveSettings({ config: file }).source,
            await createSmartflow({ config: file }).promises.chat('By a file'),
          ],
        };
      },
      options,
    );
    expect(told).toEqual({
      node: [],
      none: ['direct', 'none'],
      env: ['environment', 'You said: By variables'],
      file: ['file', 'You said: By a file'],
    });
  });

  it('takes the fetch of the window, by its name', async () => {
    const { tab, options } = await scene();
    const text = await tab.lib.evaluate(
      ({ createSmartflow }, given) =>
        // eslint-disable-next-line @typescript-eslint/unbound-method -- as an application would write it
        createSmartflow({ ...given, fetch: window.fetch }).promises.chat('Hi'),
      options,
    );
    expect(text).toBe('You said: Hi');
  });

  it('has an agent that is scanned, and calls a tool of the page', async () => {
    const { gateway, tab, options } = await scene({
      model: ({ messages }) =>
        messages.at(-1)?.role === 'tool'
          ? `The page says ${messages.at(-1)?.text}.`
          : [{ tool: 'title_of_page', arguments: {} }],
    });
    const answer = await tab.lib.evaluate(
      ({ createSmartflow, SmartflowAgent, rxjs }, given) => {
        const agent = new SmartflowAgent({
          client: createSmartflow(given),
          tools: [
            {
              name: 'title_of_page',
              description: 'What the page is called',
              run: () => document.title,
            },
          ],
        });
        return rxjs.firstValueFrom(agent.chat('What is this page?'));
      },
      { ...options, complianceUrl: gateway.compliance.url },
    );
    expect(answer).toBe('The page says smartflow.');
    expect(gateway.proxy.requests).toHaveLength(2);
    expect(gateway.compliance.requests).toHaveLength(2);
  });

  it('asks the providers themselves in direct mode', async () => {
    const { gateway, tab } = await scene();
    const { openai, anthropic } = gateway.providers;
    const texts = await tab.lib.evaluate(
      async ({ createSmartflow }, { key, ...urls }) => {
        const { promises } = createSmartflow({
          providers: {
            openai: { apiKey: key, baseUrl: urls.openai },
            anthropic: { apiKey: key, baseUrl: urls.anthropic },
          },
        });
        return [
          await promises.chat('Hi', { model: 'gpt-4o' }),
          await promises.chat('Hi', { model: 'claude-sonnet-4-6' }),
        ];
      },
      { key: KEY, openai: openai.url, anthropic: anthropic.url },
    );
    expect(texts).toEqual(['You said: Hi', 'You said: Hi']);
    expect(anthropic.requests[0]?.headers['x-api-key']).toBe(KEY);
  });
});
