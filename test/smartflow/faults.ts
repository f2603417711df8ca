import { expect } from 'vitest';
import type { Observable } from 'rxjs';
import type { SmartflowClient } from 'smooth-operator-rx/smartflow';
import { json } from './kit';

/** One method of each kind of route: how it is sent, where it goes, and how it is read. */
export const ROUTES: readonly (readonly [
  name: string,
  call: (smartflow: SmartflowClient) => Observable<unknown>,
])[] = [
  ['a chat', (sf) => sf.chat('Hi')],
  ['a stream', (sf) => sf.streamChat('Hi')],
  ['a stream of chunks', (sf) => sf.streamChatCompletions([])],
  ['a message to Claude', (sf) => sf.claudeMessage('Hi')],
  ['a form', (sf) => sf.audioTranscription(new Uint8Array([1]))],
  ['speech', (sf) => sf.textToSpeech('Hi')],
  ['a list', (sf) => sf.listModels()],
  ['a scan', (sf) => sf.intelligentScan('Hi')],
  ['the cache', (sf) => sf.getCacheStats()],
  ['the logs', (sf) => sf.getLogs()],
  ['all logs', (sf) => sf.logs()],
  ['the bridge', (sf) => sf.getLogsHybrid()],
  ['a tool', (sf) => sf.callMcpTool('s', 't')],
  ['an agent', (sf) => sf.sendA2aTask('a', 'Hi')],
  ['any request', (sf) => sf.request('proxy', 'GET', '/x')],
];

const HTML = '<!doctype html><html><body><h1>502 Bad Gateway</h1></body></html>';
const page = (status: number) =>
  new Response(HTML, { status, headers: { 'content-type': 'text/html' } });
const error = (status: number, body: unknown, headers = {}) => json(body, { status, headers });

/** What a gateway may answer with in place of an answer, and the error that it is. */
export const FAULTS: readonly (readonly [
  name: string,
  answer: () => Response,
  error: Readonly<Record<string, unknown>>,
])[] = [
  [
    '400',
    () => error(400, { error: { message: 'bad model', code: 'model_not_found' } }),
    {
      name: 'ValidationError',
      status: 400,
      code: 'model_not_found',
      message: 'bad model',
      retryable: false,
    },
  ],
  [
    '400 in one word',
    () => error(400, { error: 'bad' }),
    { name: 'ValidationError', message: 'bad' },
  ],
  [
    '401',
    () => error(401, { error: { message: 'no key' } }),
    { name: 'AuthenticationError', status: 401, message: 'no key', retryable: false },
  ],
  [
    '403 for compliance',
    () =>
      error(403, {
        error: {
          message: 'Blocked by compliance policy',
          violations: ['ssn', { type: 'card' }],
          risk_score: 0.9,
        },
        details: { policy: 'pci' },
      }),
    {
      name: 'ComplianceError',
      status: 403,
      message: 'Blocked by compliance policy',
      violations: ['ssn', { type: 'card' }],
      riskScore: 0.9,
      details: { policy: 'pci' },
      body: expect.objectContaining({ details: { policy: 'pci' } }),
      retryable: false,
    },
  ],
  [
    '403 without the word',
    () => error(403, { error: 'Forbidden' }),
    { name: 'ComplianceError', message: 'Forbidden', violations: [], body: { error: 'Forbidden' } },
  ],
  [
    '404',
    () => error(404, { detail: 'Not Found' }),
    { name: 'SmartflowError', status: 404, message: 'Not Found', retryable: false },
  ],
  [
    '429 that tells how long in its body',
    () => error(429, { error: { message: 'slow', retry_after: 7 } }, { 'retry-after': '9' }),
    { name: 'RateLimitError', status: 429, retryAfter: 7, retryable: true },
  ],
  [
    '429 that tells how long in its header',
    () => error(429, { error: { message: 'slow' } }, { 'retry-after': '9' }),
    { name: 'RateLimitError', retryAfter: 9 },
  ],
  [
    '429 that does not tell',
    () => error(429, { error: { message: 'budget' } }, { 'retry-after': 'soon' }),
    { name: 'RateLimitError', message: 'budget', retryable: true },
  ],
  [
    '500',
    () => error(500, { message: 'broken' }),
    { name: 'SmartflowError', status: 500, message: 'broken', retryable: true },
  ],
  [
    '502 with the provider',
    () => error(502, { error: { message: 'upstream', provider: 'openai' } }),
    { name: 'ProviderError', status: 502, provider: 'openai', retryable: true },
  ],
  ['503', () => error(503, { error: {} }), { name: 'ProviderError', status: 503, retryable: true }],
  [
    '504',
    () => error(504, { error: 'late' }),
    { name: 'SmartflowTimeoutError', status: 504, message: 'late', retryable: true },
  ],
  [
    'an error of Anthropic',
    () =>
      error(400, {
        type: 'error',
        error: { type: 'invalid_request_error', message: 'max_tokens' },
        request_id: 'req_1',
      }),
    {
      name: 'ValidationError',
      code: 'invalid_request_error',
      message: 'max_tokens',
      requestId: 'req_1',
    },
  ],
  [
    'an error of a validation',
    () => error(422, { detail: [{ loc: ['body', 'model'], msg: 'field required' }] }),
    { name: 'SmartflowError', status: 422, message: 'field required' },
  ],
  [
    'an error in a list',
    () => error(429, [{ error: { code: 429, message: 'quota', status: 'RESOURCE_EXHAUSTED' } }]),
    { name: 'RateLimitError', code: '429', message: 'quota' },
  ],
  [
    'an error of null',
    () => error(500, { error: null }),
    {
      name: 'SmartflowError',
      message: 'The gateway answered with status 500',
      body: { error: null },
    },
  ],
  [
    'a body of null',
    () => error(500, null),
    { name: 'SmartflowError', message: 'The gateway answered with status 500' },
  ],
  [
    'a page',
    () => page(502),
    { name: 'ProviderError', message: 'The gateway answered with status 502', body: HTML },
  ],
  [
    'a text',
    () => new Response('upstream connect error', { status: 503 }),
    { name: 'ProviderError', message: 'upstream connect error', body: 'upstream connect error' },
  ],
  [
    'an empty body',
    () => new Response(null, { status: 401 }),
    { name: 'AuthenticationError', message: 'The gateway answered with status 401' },
  ],
  [
    'half a body',
    () => new Response('{"error": {"mess', { status: 500 }),
    { name: 'SmartflowError', status: 500, message: '{"error": {"mess' },
  ],
  [
    'an id of the request',
    () => error(500, {}, { 'x-smartflow-request-id': 'r1' }),
    { name: 'SmartflowError', requestId: 'r1' },
  ],
];
