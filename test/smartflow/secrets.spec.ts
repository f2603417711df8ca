import { inspect } from 'node:util';
import { firstValueFrom } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from 'vitest';
import {
  createSmartflow,
  ProviderError,
  resolveSettings,
  Secret,
  type CallOptions,
  type SmartflowClient,
  type SmartflowOptions,
} from 'smooth-operator-rx/smartflow';
import { redactor } from '../../src/smartflow/http/redact';
import { clientOf, failure, json, stream, type Answering } from './kit';

const KEY = 'sk-sf-open-sesame/+=&';
const TOKEN = 'ghp_verysecrettoken';
const FORMS = [KEY, TOKEN];

const METHODS = ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const;
let logs: MockInstance[] = [];
beforeEach(() => {
  logs = METHODS.map((method) => vi.spyOn(console, method));
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Everything of a value that anything could print. */
const everything = (value: unknown) =>
  [
    inspect([value, logs.map((log) => log.mock.calls)], {
      depth: Infinity,
      showHidden: true,
      maxStringLength: null,
      maxArrayLength: null,
    }),
    JSON.stringify(value),
    String(value),
  ].join('\n');

const quoting = (text: string) => `You sent ${text}, which is wrong`;
const all = quoting(FORMS.join(' and '));

/** JSON as some write it. */
const escaped = (value: unknown) => JSON.stringify(value).replaceAll('/', '\\/');

/** Gateways and networks that repeat what they should not. */
const INDISCREET: readonly (readonly [string, Answering])[] = [
  [
    'the error of a gateway',
    () => json({ error: { message: all, key: KEY, hint: { deep: KEY } } }, { status: 401 }),
  ],
  [
    'the error of a gateway, its slashes escaped',
    () => new Response(escaped({ error: all }), { status: 401 }),
  ],
  ['the details of an error', () => json({ error: 'no', details: { sent: all } }, { status: 403 })],
  ['the page of a proxy', () => new Response(`<html>${all}</html>`, { status: 502 })],
  ['a text', () => new Response(all, { status: 500 })],
  ['an answer that is no JSON', () => new Response(all)],
  [
    'an event with an error',
    () => stream(`data: ${JSON.stringify({ error: { message: all } })}\n\n`),
  ],
  [
    'an event with an error, its slashes escaped',
    () => stream(`data: ${escaped({ error: { message: all } })}\n\n`),
  ],
  ['an event that is no JSON', () => stream(`data: ${all}\n\n`)],
  ['a refusal by JSON-RPC', () => json({ error: { code: -1, message: all, data: KEY } })],
  [
    'the error of a network',
    () => {
      throw Object.assign(new TypeError(all), { cause: new Error(all, { cause: new Error(all) }) });
    },
  ],
  [
    'the error of a body',
    () =>
      new Response(
        new ReadableStream({
          pull(controller) {
            controller.error(new Error(all));
          },
        }),
      ),
  ],
];

const CALLS: readonly (readonly [
  string,
  SmartflowOptions,
  (sf: SmartflowClient, options: CallOptions) => ReturnType<typeof failure>,
])[] = [
  ['a chat', { baseUrl: 'http://g.test', apiKey: KEY }, (sf, call) => sf.chat('Hi', call)],
  ['a stream', { baseUrl: 'http://g.test', apiKey: KEY }, (sf, call) => sf.streamChat('Hi', call)],
  [
    'a tool',
    { baseUrl: 'http://g.test', apiKey: KEY },
    (sf, call) => sf.callMcpTool('s', 't', {}, call),
  ],
  [
    'a message to Claude',
    { baseUrl: 'http://g.test' },
    (sf, call) => sf.claudeMessage('Hi', { anthropicKey: KEY, ...call }),
  ],
  [
    'a chat in direct mode',
    { providers: { openai: { apiKey: KEY } } },
    (sf, call) => sf.chat('Hi', call),
  ],
  [
    'a stream of Claude in direct mode',
    { providers: { anthropic: { apiKey: KEY } } },
    (sf, call) => sf.streamChat('Hi', { model: 'claude-x', ...call }),
  ],
];

describe('a secret', () => {
  it.each(
    CALLS.flatMap(([name, options, call]) =>
      INDISCREET.map(([what, answer]) => [what, name, options, call, answer] as const),
    ),
  )(
    'that %s repeats, to %s, is in no error and no log',
    async (_what, _name, options, call, answer) => {
      const { smartflow, sent } = clientOf(answer, options);
      const error = await firstValueFrom(
        failure(call(smartflow, { headers: { 'x-mcp-github-token': TOKEN } })),
      );
      expect(JSON.stringify(sent[0]?.headers)).toContain(KEY);
      const text = everything(error);
      for (const form of [...FORMS, 'sesame']) expect(text).not.toContain(form);
    },
  );

  it('that is part of a URL or of a header is in no error of the options', () => {
    const wrong: readonly SmartflowOptions[] = [
      { baseUrl: `http://user:${TOKEN}@g.test` },
      { baseUrl: `http://g.test?key=${TOKEN}` },
      { baseUrl: `http://g.test#${TOKEN}` },
      { baseUrl: TOKEN },
      { baseUrl: 'http://g.test', complianceUrl: `ftp://${TOKEN}` },
      { baseUrl: 'http://g.test', apiKey: `${TOKEN}\u0000` },
      { baseUrl: 'http://g.test', apiKey: `${TOKEN}\nx` },
      { providers: { openai: { apiKey: `${TOKEN}é` } } },
      { env: { SMARTFLOW_GATEWAY_URL: `//${TOKEN}@` } },
      { config: () => ({ api_key: [TOKEN] }) },
      { config: () => ({ providers: { openai: { api_key: { [TOKEN]: TOKEN } } } }) },
      { config: () => TOKEN },
    ];
    for (const options of wrong) {
      let caught: unknown;
      try {
        createSmartflow(options);
      } catch (error) {
        caught = error;
      }
      expect(caught).toMatchObject({ name: 'ValidationError', code: 'INVALID_ARGUMENT' });
      expect(everything(caught)).not.toContain(TOKEN);
    }
  });

  it('in a header that cannot be sent is not told with it', async () => {
    const { smartflow, sent } = clientOf(() => json({}), { baseUrl: 'http://g.test' });
    const headers = { authorization: `Bearer ${TOKEN}\nx` };
    const error = await firstValueFrom(failure(smartflow.health({ headers })));
    expect(error).toMatchObject({
      name: 'ValidationError',
      message: 'The header "authorization" cannot be sent',
    });
    expect(everything(error)).not.toContain(TOKEN);
    expect(sent).toEqual([]);
  });

  it('is in nothing that can be seen of a client, or of its settings', () => {
    const options: SmartflowOptions = {
      baseUrl: 'http://g.test',
      apiKey: TOKEN,
      providers: { openai: { apiKey: TOKEN } },
      env: { ANTHROPIC_API_KEY: TOKEN },
    };
    expect(everything(createSmartflow(options))).not.toContain(TOKEN);
    expect(everything(resolveSettings(options))).not.toContain(TOKEN);
    expect(resolveSettings(options).apiKey?.reveal()).toBe(TOKEN);
  });

  it.each([
    ['sk-sf-0123456789abcdef0123456789abcdef', 'sk-sf-…cdef'],
    ['sk-ant-api03-0123456789', 'sk-ant-…6789'],
    ['AIzaSy0123456789abcd', '…abcd'],
    ['short', '…'],
    ['', '…'],
  ])('shows of itself no more than tells it from others: %s as %s', (secret, masked) => {
    const kept = new Secret(secret);
    expect([kept.masked, String(kept), JSON.stringify(kept)]).toEqual([
      masked,
      masked,
      JSON.stringify(masked),
    ]);
  });

  it('too short to be one is left in a text', () => {
    expect(redactor(['ollama-key', 'none'])('none: ollama-key')).toBe('none: ***');
  });

  it.each([
    ['of digits that is part of a number', '20261125', '{"error":{"at":20261125093000}}'],
    ['that follows a backslash', '/open/sesame', '{"error":{"message":"C:\\\\/open/sesame"}}'],
  ])('%s leaves an error of this client', async (_what, apiKey, event) => {
    const options = { baseUrl: 'http://gateway.test', apiKey };
    const { smartflow } = clientOf(() => stream(`data: ${event}\n\n`), options);
    const error = await firstValueFrom(failure(smartflow.streamChat('Hi')));
    expect(error).toBeInstanceOf(ProviderError);
    expect(everything(error)).not.toContain(apiKey);
  });

  it('that has another in it goes as a whole', () => {
    expect(redactor(['abcdef', 'abcdefghi'])('abcdefghi abcdef')).toBe('*** ***');
  });
});
