import { isRecord } from '../protocol/codec/record';
import type { JsonObject } from '../protocol/codec/primitives';

/** What an error carries beside its message. */
export interface SmartflowErrorFields {
  /** The code that the gateway gave, or one of this client's, in capitals. */
  readonly code?: string | undefined;
  /** The `details` of the answer. */
  readonly details?: JsonObject | undefined;
  /** The answer: parsed where it was JSON, else its text, cut when it is long. */
  readonly body?: unknown;
  /** The HTTP status. */
  readonly status?: number | undefined;
  /** What the gateway calls the request: the `request_id` of its log. */
  readonly requestId?: string | undefined;
  /** Whether the same request may do better later. @defaultValue the answer of the class */
  readonly retryable?: boolean | undefined;
  readonly cause?: unknown;
}

/**
 * Everything that the Observables of this client fail with. No key is in it, neither in its message
 * nor in what was answered. As text it is `[code] message`, or the message where there is no code.
 *
 * @example
 * smartflow.chat('Hi').subscribe({
 *   error: (error: unknown) => {
 *     if (error instanceof RateLimitError) log(`Again in ${error.retryAfter ?? 60} s`);
 *     else log(String(error));
 *   },
 * });
 */
export class SmartflowError extends Error {
  override readonly name: string = 'SmartflowError';
  readonly code: string | undefined;
  readonly details: JsonObject;
  readonly body: unknown;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly retryable: boolean;

  constructor(message: string, fields: SmartflowErrorFields = {}) {
    const { code, details = {}, body, status, requestId, retryable = false, cause } = fields;
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
    this.body = body;
    this.status = status;
    this.requestId = requestId;
    this.retryable = retryable;
  }

  override toString(): string {
    return this.code === undefined ? this.message : `[${this.code}] ${this.message}`;
  }
}

/** Nobody answered, or the connection broke before the answer was whole. */
export class SmartflowConnectionError extends SmartflowError {
  override readonly name = 'SmartflowConnectionError';
  constructor(message: string, fields: SmartflowErrorFields = {}) {
    super(message, { code: 'CONNECTION', retryable: true, ...fields });
  }
}

/** Silence for longer than `timeout`, or a gateway that waited too long itself (504). */
export class SmartflowTimeoutError extends SmartflowError {
  override readonly name = 'SmartflowTimeoutError';
  constructor(message: string, fields: SmartflowErrorFields = {}) {
    super(message, { code: 'TIMEOUT', retryable: true, ...fields });
  }
}

/** The key is missing or wrong (401). */
export class AuthenticationError extends SmartflowError {
  override readonly name = 'AuthenticationError';
}

/** Too many requests, or a budget that is used up (429). */
export class RateLimitError extends SmartflowError {
  override readonly name = 'RateLimitError';
  /** Seconds to wait, when the gateway said so. */
  readonly retryAfter: number | undefined;
  constructor(
    message: string,
    fields: SmartflowErrorFields & { readonly retryAfter?: number | undefined } = {},
  ) {
    super(message, { retryable: true, ...fields });
    this.retryAfter = fields.retryAfter;
  }
}

/** A policy refused the request (403), or an agent the message. */
export class ComplianceError extends SmartflowError {
  override readonly name = 'ComplianceError';
  /** What was found: the gateway tells names or objects. */
  readonly violations: readonly unknown[];
  /** 0 to 1. */
  readonly riskScore: number | undefined;
  constructor(
    message: string,
    fields: SmartflowErrorFields & {
      readonly violations?: readonly unknown[] | undefined;
      readonly riskScore?: number | undefined;
    } = {},
  ) {
    super(message, fields);
    this.violations = fields.violations ?? [];
    this.riskScore = fields.riskScore;
  }
}

/** The provider behind the gateway failed (502, 503). */
export class ProviderError extends SmartflowError {
  override readonly name = 'ProviderError';
  readonly provider: string | undefined;
  constructor(
    message: string,
    fields: SmartflowErrorFields & { readonly provider?: string | undefined } = {},
  ) {
    super(message, { retryable: true, ...fields });
    this.provider = fields.provider;
  }
}

/** What was asked for cannot be: an argument, an option, or a request that was refused (400). */
export class ValidationError extends SmartflowError {
  override readonly name = 'ValidationError';
}

/** For caches that are built upon this client. Nothing here raises it. */
export class CacheError extends SmartflowError {
  override readonly name = 'CacheError';
}

/** What came back is no answer: not JSON, of another shape, too large, or without its end. */
export class ResponseError extends SmartflowError {
  override readonly name = 'ResponseError';
}

/** An MCP server or an agent refused, by JSON-RPC. `code` is its number, `body` its error. */
export class RpcError extends SmartflowError {
  override readonly name = 'RpcError';
}

/** Only a gateway can do this, and none is configured. Nothing was sent. */
export class DirectModeError extends SmartflowError {
  override readonly name = 'DirectModeError';
  /** What needs the gateway, such as `VAS audit logs`. */
  readonly feature: string;
  constructor(feature: string) {
    super(
      `${feature} needs a Smartflow Enterprise gateway. Run \`smartflow configure\` to connect to one, and unlock the semantic cache, the policy engine, SSO, the VAS audit trail, and MCP and A2A.`,
      { code: 'DIRECT_MODE' },
    );
    this.feature = feature;
  }
}

/** Tells this client's errors from others, also from another copy of the library. */
export function isSmartflowError(error: unknown): error is SmartflowError {
  return (
    error instanceof Error && 'retryable' in error && isRecord((error as SmartflowError).details)
  );
}
