import { isRecord } from '../../protocol/codec/record';
import type { JsonObject } from '../../protocol/codec/primitives';
import {
  AuthenticationError,
  ComplianceError,
  ProviderError,
  RateLimitError,
  SmartflowError,
  SmartflowTimeoutError,
  ValidationError,
  type SmartflowErrorFields,
} from '../errors';
import type { Redact } from './redact';
import { retryAfterOf } from './retryAfter';

/** Whose answer it is that an error is made of. */
export interface Origin {
  readonly status?: number;
  readonly requestId: string | undefined;
  readonly retryAfter: string | undefined;
  /** Who answered in direct mode. */
  readonly provider: string | undefined;
  readonly redact: Redact;
}

/** How much of a text that is no JSON is kept. */
const TEXT_MAX = 2_000;
const MESSAGE_MAX = 500;

/** The error that an answer with this text tells of. */
export function failureOf(text: string, origin: Origin): SmartflowError {
  const safe = origin.redact(text);
  const body = parsed(safe);
  return errorFrom(body === undefined ? safe.slice(0, TEXT_MAX) : body, origin);
}

/** What the names in an error stand for, where no status tells: in the middle of a stream. */
const STATUS_OF: Readonly<Record<string, number>> = {
  authentication_error: 401,
  invalid_api_key: 401,
  compliance_error: 403,
  compliance_violation: 403,
  permission_error: 403,
  invalid_request_error: 400,
  rate_limit_error: 429,
  rate_limit_exceeded: 429,
  insufficient_quota: 429,
  timeout_error: 504,
};

/** The error that an event of a stream tells of; `undefined` when it tells of none. */
export function failureIn(event: unknown, origin: Origin): SmartflowError | undefined {
  if (!isRecord(event) || (event['error'] ?? undefined) === undefined) return undefined;
  const safe: unknown = JSON.parse(origin.redact(JSON.stringify(event)));
  const { code, type, status } = partsOf(safe).error;
  const [named] = [status, code, type]
    .map((one) => STATUS_OF[String(one)] ?? Number(one))
    .filter((one) => one >= 400 && one < 600);
  // What goes wrong in mid-answer goes wrong behind the gateway.
  return errorFrom(safe, { ...origin, status: named ?? 502 });
}

function errorFrom(body: unknown, origin: Origin): SmartflowError {
  const { status = 0, requestId, provider } = origin;
  const { error, details, message } = partsOf(body);
  const fields: SmartflowErrorFields = {
    code: textIn(error, 'code', 'type'),
    details,
    body,
    status,
    requestId: requestId ?? (isRecord(body) ? textIn(body, 'request_id') : undefined),
    retryAfter: retryAfterOf(error['retry_after'], origin.retryAfter),
  };
  const told = message ?? `${provider ?? 'The gateway'} answered with status ${status}`;
  switch (status) {
    case 400:
      return new ValidationError(told, fields);
    case 401:
      return new AuthenticationError(told, fields);
    case 403:
      // A provider means by it that the key may not; the gateway, that the content may not.
      if (provider !== undefined) break;
      return new ComplianceError(told, {
        ...fields,
        violations: listIn(error, 'violations'),
        riskScore: numberIn(error, 'risk_score'),
      });
    case 429:
      return new RateLimitError(told, fields);
    case 502:
    case 503:
      return new ProviderError(told, {
        ...fields,
        provider: textIn(error, 'provider') ?? provider,
      });
    case 504:
      return new SmartflowTimeoutError(told, { ...fields, code: fields.code ?? 'TIMEOUT' });
  }
  return new SmartflowError(told, { ...fields, retryable: status >= 500 || status === 408 });
}

interface Parts {
  readonly error: JsonObject;
  readonly details: JsonObject;
  readonly message: string | undefined;
}

/**
 * What an error body says, in any of its forms:
 *
 * ```
 * {"error": "text"}                          {"error": {"message": …, "code": …}, "details": {…}}
 * {"type": "error", "error": {"type": …}}    {"detail": "text"}, {"detail": [{"msg": "text"}]}
 * {"message": "text"}                        [{"error": {…}}]
 * ```
 */
function partsOf(body: unknown): Parts {
  if (Array.isArray(body)) return partsOf(body[0]);
  if (!isRecord(body)) return { error: {}, details: {}, message: plain(body) };
  const { error, detail } = body;
  const inner = isRecord(error) ? error : isRecord(detail) ? detail : body;
  const details = [body['details'], inner['details']].find(isRecord) ?? {};
  const first: unknown = Array.isArray(detail) ? detail[0] : undefined;
  const message =
    textIn(inner, 'message', 'msg') ??
    textIn(body, 'error', 'detail', 'message') ??
    (isRecord(first) ? textIn(first, 'msg') : undefined);
  return { error: inner, details, message: message?.slice(0, MESSAGE_MAX) };
}

/** A text that is no page. */
function plain(body: unknown): string | undefined {
  if (typeof body !== 'string' || /^\s*(<|$)/.test(body)) return undefined;
  return body.trim().slice(0, MESSAGE_MAX);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function textIn(from: JsonObject, ...keys: string[]): string | undefined {
  for (const key of keys) {
    const value = from[key];
    if (typeof value === 'number' || (typeof value === 'string' && value !== '')) return `${value}`;
  }
  return undefined;
}

function numberIn(from: JsonObject, key: string): number | undefined {
  const value = from[key];
  return typeof value === 'number' ? value : undefined;
}

function listIn(from: JsonObject, key: string): readonly unknown[] | undefined {
  const value = from[key];
  return Array.isArray(value) ? (value as unknown[]) : undefined;
}
