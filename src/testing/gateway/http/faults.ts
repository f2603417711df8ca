import type { Delivery } from './deliver';
import { problemResponse, type Problem, type Style } from './problem';

/** What a fault has to work with. */
interface Faulty {
  readonly style: Style;
  readonly requestId: string;
  readonly now: number;
  /** What the request would have been answered with. */
  readonly usual: () => Promise<Response>;
  /** Settles when the test lifts the fault. */
  readonly lifted: Promise<void>;
}

type Fault = (faulty: Faulty) => Delivery | Promise<Delivery>;

/** How long whoever is over its rate has to wait, in seconds. */
const RETRY_AFTER = 7;
const OVERSIZED_BYTES = 200_000_000;
const PAGE = '<!doctype html><html><body><h1>Something went wrong</h1></body></html>';

const problem =
  (made: Problem | ((now: number) => Problem)): Fault =>
  ({ style, requestId, now }) =>
    problemResponse(style, typeof made === 'function' ? made(now) : made, requestId);

const body =
  (status: number, text: string, type = 'application/json'): Fault =>
  () =>
    new Response(text, { status, headers: { 'content-type': type } });

const limited = { status: 429, message: 'You are over your rate.', code: 'rate_limit_exceeded' };

/** Each way in which a route can be made to fail. */
export const faults = {
  /** 400. */
  badRequest: problem({ status: 400, message: 'The request is not valid.', code: 'bad_request' }),
  /** 401. */
  unauthorized: problem({ status: 401, message: 'The key is not valid.', code: 'invalid_api_key' }),
  /** 403 by a policy: the message says compliance, violations and risk are told. */
  forbiddenByCompliance: problem({
    status: 403,
    message: 'Blocked by compliance policy.',
    code: 'compliance_violation',
    violations: ['ssn'],
    riskScore: 0.75,
  }),
  /** 403 by anything else. */
  forbidden: problem({ status: 403, message: 'This key may not do that.', code: 'forbidden' }),
  /** 404. */
  notFound: problem({ status: 404, message: 'There is no such thing.', code: 'not_found' }),
  /** 429, seconds to wait in the body (where the style of the service has room) and in no header. */
  rateLimited: problem({ ...limited, retryAfter: RETRY_AFTER }),
  /** 429, seconds to wait in the header `retry-after`. */
  rateLimitedByHeader: problem({ ...limited, headers: { 'retry-after': String(RETRY_AFTER) } }),
  /** 429, a date in the header `retry-after`. */
  rateLimitedUntil: problem((now) => ({
    ...limited,
    headers: { 'retry-after': new Date(now + RETRY_AFTER * 1000).toUTCString() },
  })),
  /** 500. */
  serverError: problem({ status: 500, message: 'The server failed.', code: 'internal_error' }),
  /** 502, with the provider that failed. */
  badGateway: problem({
    status: 502,
    message: 'The provider gave no valid answer.',
    code: 'provider_error',
    provider: 'openai',
  }),
  /** 503, with the provider that is not there. */
  unavailable: problem({
    status: 503,
    message: 'The provider is not available.',
    code: 'provider_unavailable',
    provider: 'openai',
  }),
  /** 504. */
  gatewayTimeout: problem({ status: 504, message: 'The provider took too long.', code: 'timeout' }),
  /** 502 with the page of a proxy in front. */
  htmlError: body(502, PAGE, 'text/html'),
  /** 500 with nothing. */
  emptyError: body(500, ''),
  /** 500 with `{"error": "..."}`. */
  textError: body(500, '{"error":"The server failed, in one line."}'),
  /** 500 with `{"error": null}`. */
  nullError: body(500, '{"error":null}'),
  /** 200 with a page. */
  htmlAnswer: body(200, PAGE, 'text/html'),
  /** 200 with nothing. */
  emptyAnswer: body(200, ''),
  /** The usual answer up to its middle, as if that were all. */
  truncatedAnswer: async ({ usual }) => {
    const { status, headers, ...response } = await whole(usual);
    return new Response(response.bytes.slice(0, response.bytes.length / 2), { status, headers });
  },
  /** 200 with JSON that does not end before 200 MB. */
  oversizedAnswer: () =>
    new Response(oversized(), { headers: { 'content-type': 'application/json' } }),
  /** No answer until the fault is lifted, then the usual one. */
  hang: async ({ lifted, usual }) => {
    await lifted;
    return usual();
  },
  /** The connection is closed without an answer. */
  drop: () => 'drop',
  /** The connection is reset in the middle of the body; a stream gets as far as its third piece. */
  reset: async ({ usual }) => ({ cut: await usual() }),
} satisfies Readonly<Record<string, Fault>>;

/** The name of a way to fail; {@link FAULT_NAMES} has them all. */
export type FaultName = keyof typeof faults;

/**
 * Each way in which a fake service can be made to fail, for tests that try them all.
 *
 * @example
 * for (const fault of FAULT_NAMES) log(fault);
 */
export const FAULT_NAMES = Object.keys(faults) as readonly FaultName[];

async function whole(usual: Faulty['usual']) {
  const response = await usual();
  const bytes = new Uint8Array(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, bytes };
}

/** A JSON string, made as it is read. */
function oversized(): ReadableStream<Uint8Array> {
  const piece = new Uint8Array(64_000).fill('x'.charCodeAt(0));
  let left = OVERSIZED_BYTES;
  return new ReadableStream({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode('{"data":"'));
    },
    pull: (controller) => {
      controller.enqueue(piece);
      left -= piece.length;
      if (left > 0) return;
      controller.enqueue(new TextEncoder().encode('"}'));
      controller.close();
    },
  });
}
