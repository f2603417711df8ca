import { isRecord } from '../../protocol/codec/record';
import type { JsonObject } from '../../protocol/codec/primitives';
import {
  AuthenticationError,
  ComplianceError,
  ProviderError,
  RateLimitError,
  RpcError,
  SmartflowError,
  SmartflowTimeoutError,
  ValidationError,
} from '../errors';
import { withoutUndefined } from '../withoutUndefined';
import { jsonOf } from './json';
import type { Redact } from './redact';
import { retryAfterOf } from './retryAfter';

/** Whose answer it is that an error is made of. */
export interface Origin {
  readonly status?: number;
  readonly requestId: string | undefined;
  readonly retryAfter: string | undefined;
  /** Who answered in direct mode. */
  readonly provider?: string | undefined;
  readonly redact: Redact;
}

/** How much of a text that is no JSON is kept. */
const TEXT_MAX = 2_000;
const MESSAGE_MAX = 500;

/** The error that an answer with this text tells of. */
export function failureOf(text: string, origin: Origin): SmartflowError {
  const safe = origin.redact(text);
  const body = jsonOf(safe);
  return errorFrom(body === undefined ? safe.slice(0, TEXT_MAX) : body, origin);
}

/** What the name of an error stands for, where no status tells: in the middle of a stream. */
const NAMES: readonly (readonly [RegExp, number])[] = [
  [/auth|api_key/, 401],
  [/compliance|permission/, 403],
  [/rate_limit|quota/, 429],
  [/invalid_request/, 400],
  [/timeout/, 504],
];

/** @throws the error that an event of a stream, or an answer with a good status, tells of */
export function throwIfFailure(event: unknown, origin: Origin): void {
  const safe = withError(event, origin);
  if (!safe) return;
  const { code, type, status } = partsOf(safe).error;
  const names = [status, code, type].join(' ');
  const [told] = /\b[45]\d\d\b/.exec(names) ?? [];
  // What goes wrong in mid-answer goes wrong behind the gateway.
  const meant = NAMES.find(([name]) => name.test(names))?.[1] ?? 502;
  throw errorFrom(safe, { ...origin, status: Number(told ?? meant) });
}

/** @throws RpcError when an answer of JSON-RPC is one */
export function throwIfRefusal(answer: unknown, origin: Origin): void {
  const safe = withError(answer, origin);
  if (!safe) return;
  const { status, requestId } = origin;
  const { error, message = 'The tool or agent refused' } = partsOf(safe);
  const code = textIn(error, 'code');
  throw new RpcError(message, { code, body: safe['error'], status, requestId });
}

/** What has an error, without secrets. */
function withError(u: unknown, { redact }: Origin): JsonObject | undefined {
  if (!isRecord(u) || (u['error'] ?? undefined) === undefined) return undefined;
  const error = redact(JSON.stringify(u));
  // Where a key of digits was part of a number, what is left is no JSON.
  return (jsonOf(error) ?? { error }) as JsonObject;
}

/** What a status means; of any other there is nothing more to say. */
const KINDS: Readonly<Partial<Record<number, typeof SmartflowError>>> = {
  400: ValidationError,
  401: AuthenticationError,
  403: ComplianceError,
  429: RateLimitError,
  502: ProviderError,
  503: ProviderError,
  504: SmartflowTimeoutError,
};

function errorFrom(body: unknown, origin: Origin): SmartflowError {
  const { status = 0, requestId, provider } = origin;
  const { error, details, message } = partsOf(body);
  const { violations, risk_score, retry_after } = error;
  // A provider means by it that the key may not; the gateway, that the content may not.
  const Kind = (status === 403 && provider ? undefined : KINDS[status]) ?? SmartflowError;
  return new Kind(
    message ?? `${provider ?? 'The gateway'} answered with status ${status}`,
    withoutUndefined({
      code: textIn(error, 'code', 'type'),
      details,
      body,
      status,
      requestId: requestId ?? (isRecord(body) ? textIn(body, 'request_id') : undefined),
      provider: textIn(error, 'provider') ?? provider,
      violations: Array.isArray(violations) ? violations : undefined,
      riskScore: typeof risk_score === 'number' ? risk_score : undefined,
      retryable: status >= 500 || status === 408 || status === 429,
      retryAfter: retryAfterOf(retry_after, origin.retryAfter),
    }),
  );
}

interface Parts {
  readonly error: JsonObject;
  readonly details: JsonObject | undefined;
  readonly message: string | undefined;
}

/**
 * What an error body says, in any of its forms:
 *
 * ```
 * {"error": "text"}                          {"error": {"message": …, "code": …}, "details": {…}}
 * {"type": "error", "error": {"type": …}}    {"detail": "text"}, {"detail": [{"msg": "text"}]}
 * {"message": "text"}                        [{"error": {…}}]
 * text
 * ```
 */
function partsOf(body: unknown): Parts {
  if (Array.isArray(body)) return partsOf(body[0]);
  const whole = isRecord(body) ? body : { error: body };
  const { error, detail } = whole;
  const inner = [error, Array.isArray(detail) ? detail[0] : detail].find(isRecord) ?? whole;
  const message = textIn(inner, 'message', 'msg') ?? textIn(whole, 'error', 'detail', 'message');
  return {
    error: inner,
    details: [whole['details'], inner['details']].find(isRecord),
    message: message?.slice(0, MESSAGE_MAX),
  };
}

/** The first of some fields that is a text, and no page; a number is as good as a text. */
function textIn(from: JsonObject, ...keys: readonly string[]): string | undefined {
  return keys
    .map((key) => (/string|number/.test(typeof from[key]) ? String(from[key]).trim() : ''))
    .find((value) => /^[^<]/.test(value));
}
