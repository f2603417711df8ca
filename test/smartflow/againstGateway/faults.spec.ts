import {
  AuthenticationError,
  ComplianceError,
  ProviderError,
  RateLimitError,
  ResponseError,
  SmartflowConnectionError,
  SmartflowError,
  SmartflowTimeoutError,
  ValidationError,
} from 'smooth-operator-rx/smartflow';
import { FAULT_NAMES, type FaultName } from 'smooth-operator-rx/testing';
import { describe, expect, it } from 'vitest';
import { KEY, start, told } from './kit';
import { ROUTE_CLASSES, type RouteClass } from './routes';

interface Expected {
  readonly type: abstract new (...args: never[]) => SmartflowError;
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly retryable?: boolean;
}

/** What a status with an error of the gateway becomes, on whichever route. */
const BY_STATUS: Readonly<Partial<Record<FaultName, Expected>>> = {
  badRequest: {
    type: ValidationError,
    fields: { status: 400, message: 'The request is not valid.' },
  },
  unauthorized: {
    type: AuthenticationError,
    fields: { status: 401, message: 'The key is not valid.' },
  },
  forbiddenByCompliance: {
    type: ComplianceError,
    fields: { status: 403, message: 'Blocked by compliance policy.' },
  },
  forbidden: {
    type: ComplianceError,
    fields: { status: 403, message: 'This key may not do that.' },
  },
  notFound: { type: SmartflowError, fields: { status: 404, message: 'There is no such thing.' } },
  rateLimited: { type: RateLimitError, fields: { status: 429 }, retryable: true },
  rateLimitedByHeader: {
    type: RateLimitError,
    fields: { status: 429, retryAfter: 7 },
    retryable: true,
  },
  rateLimitedUntil: { type: RateLimitError, fields: { status: 429 }, retryable: true },
  serverError: { type: SmartflowError, fields: { status: 500 }, retryable: true },
  badGateway: { type: ProviderError, fields: { status: 502 }, retryable: true },
  unavailable: { type: ProviderError, fields: { status: 503 }, retryable: true },
  gatewayTimeout: { type: SmartflowTimeoutError, fields: { status: 504 }, retryable: true },
  htmlError: { type: ProviderError, fields: { status: 502 }, retryable: true },
  emptyError: { type: SmartflowError, fields: { status: 500 }, retryable: true },
  textError: {
    type: SmartflowError,
    fields: { status: 500, message: 'The server failed, in one line.' },
    retryable: true,
  },
  nullError: { type: SmartflowError, fields: { status: 500 }, retryable: true },
};

/** What an answer becomes that is none. */
const BY_BODY: Readonly<Partial<Record<FaultName, Expected>>> = {
  htmlAnswer: { type: ResponseError },
  emptyAnswer: { type: ResponseError },
  truncatedAnswer: { type: ResponseError },
  oversizedAnswer: { type: ResponseError, fields: { code: 'TOO_LARGE' } },
};

/** What a connection that fails becomes. */
const BY_CONNECTION: Readonly<Partial<Record<FaultName, Expected>>> = {
  hang: { type: SmartflowTimeoutError, fields: { code: 'TIMEOUT' }, retryable: true },
  drop: { type: SmartflowConnectionError, fields: { code: 'CONNECTION' }, retryable: true },
  reset: { type: SmartflowConnectionError, fields: { code: 'CONNECTION' }, retryable: true },
};

const EXPECTED = { ...BY_STATUS, ...BY_BODY, ...BY_CONNECTION };

/** What an Observable of a route fails with, and what it has emitted before. */
async function failing({ call, fail, requests }: RouteClass, fault: FaultName) {
  const { gateway, smartflow } = await start();
  fail(gateway, fault);
  const client = smartflow({
    maxResponseBytes: 1_000_000,
    ...(fault === 'hang' && { timeout: 200 }),
  });
  const outcome = await told(call(client));
  return { ...outcome, requests: requests(gateway) };
}

describe.each(ROUTE_CLASSES.map((route) => [route.name, route] as const))('%s', (_, route) => {
  const isSeen = (fault: FaultName) => fault !== 'truncatedAnswer' || route.answers !== 'bytes';

  it.each(FAULT_NAMES.filter(isSeen))(
    'fails by its type when the gateway has %s',
    async (fault) => {
      const { error, emitted, requests } = await failing(route, fault);
      const { type, fields = {}, retryable } = EXPECTED[fault] ?? {};
      expect((error as Error).constructor).toBe(type);
      expect(error).toMatchObject(fields);
      if (retryable !== undefined) expect(error).toMatchObject({ retryable });
      expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain(KEY);
      if (route.answers !== 'stream') expect(emitted).toEqual([]);
      expect(requests).toHaveLength(1);
    },
  );

  it.each(Object.keys(BY_STATUS) as FaultName[])(
    'knows the request of %s by what the log calls it',
    async (fault) => {
      const { error } = await failing(route, fault);
      expect(error).toMatchObject({ requestId: 'req-1' });
    },
  );

  it('is a connection error when the service is not there', async () => {
    const { gateway, smartflow } = await start();
    const { proxy, management, compliance, bridge } = gateway;
    const client = smartflow();
    await Promise.all([proxy, management, compliance, bridge].map((service) => service.refuse()));
    const { error, emitted } = await told(route.call(client));
    expect(error).toBeInstanceOf(SmartflowConnectionError);
    expect(emitted).toEqual([]);
  });
});

it.each(['text', 'srt', 'vtt'] as const)(
  'a transcription as %s is no page that comes in its place',
  async (responseFormat) => {
    const { gateway, smartflow } = await start();
    gateway.proxy.fail('POST /v1/audio/transcriptions', 'htmlAnswer');
    const call$ = smartflow().audioTranscription(new Blob(['hello']), { responseFormat });
    const { error, emitted } = await told(call$);
    expect(error).toBeInstanceOf(ResponseError);
    expect(emitted).toEqual([]);
  },
);

describe('an error', () => {
  const [chat] = ROUTE_CLASSES;
  if (!chat) throw new Error('There is no route.');

  it('has what a policy has found', async () => {
    const { error } = await failing(chat, 'forbiddenByCompliance');
    expect(error).toMatchObject({
      code: 'compliance_violation',
      violations: ['ssn'],
      riskScore: 0.75,
      details: { request_id: 'req-1' },
    });
  });

  it('has how long to wait, wherever that is told', async () => {
    for (const fault of ['rateLimited', 'rateLimitedByHeader'] as const) {
      expect((await failing(chat, fault)).error).toMatchObject({ retryAfter: 7 });
    }
    const { error } = await failing(chat, 'rateLimitedUntil');
    const { retryAfter = 0 } = error as SmartflowError;
    expect(retryAfter).toBeGreaterThan(3); // a date of whole seconds, seen a moment later
    expect(retryAfter).toBeLessThanOrEqual(7);
  });

  it.each(['badGateway', 'unavailable'] as const)('of %s has who failed', async (fault) => {
    expect((await failing(chat, fault)).error).toMatchObject({ provider: 'openai' });
  });

  it('has the page that came in its place, but not as its message', async () => {
    const { error } = await failing(chat, 'htmlError');
    expect((error as SmartflowError).message).not.toContain('<');
    expect((error as SmartflowError).body).toContain('<h1>');
  });
});

describe('each fault', () => {
  it('is expected above', () => {
    expect(Object.keys(EXPECTED).sort()).toEqual([...FAULT_NAMES].sort());
  });
});
