import { isRecord } from '../protocol/codec/record';
import type { JsonObject } from '../protocol/codec/primitives';
import { withoutUndefined } from './withoutUndefined';

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
  /** Seconds to wait, where the answer told. */
  readonly retryAfter?: number | undefined;
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
  declare readonly code: string | undefined;
  declare readonly details: JsonObject;
  declare readonly body: unknown;
  declare readonly status: number | undefined;
  declare readonly requestId: string | undefined;
  declare readonly retryable: boolean;
  /** Seconds to wait before it may do better, where the answer told. */
  declare readonly retryAfter: number | undefined;

  constructor(message: string, fields: SmartflowErrorFields = {}) {
    const told = withoutUndefined(fields);
    super(message, told);
    Object.assign(this, { details: {}, retryable: false, ...told });
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
  constructor(message: string, fields: SmartflowErrorFields = {}) {
    super(message, { retryable: true, ...fields });
  }
}

/** A policy refused the request (403), or an agent the message. */
export class ComplianceError extends SmartflowError {
  override readonly name = 'ComplianceError';
  /** What was found: the gateway tells names or objects. */
  declare readonly violations: readonly unknown[];
  /** 0 to 1. */
  declare readonly riskScore: number | undefined;
  constructor(
    message: string,
    fields: SmartflowErrorFields & {
      readonly violations?: readonly unknown[] | undefined;
      readonly riskScore?: number | undefined;
    } = {},
  ) {
    const { violations = [] } = fields;
    super(message, { ...fields, violations } as SmartflowErrorFields);
  }
}

/** The provider behind the gateway failed (502, 503). */
export class ProviderError extends SmartflowError {
  override readonly name = 'ProviderError';
  declare readonly provider: string | undefined;
  constructor(
    message: string,
    fields: SmartflowErrorFields & { readonly provider?: string | undefined } = {},
  ) {
    super(message, { retryable: true, ...fields });
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
  declare readonly feature: string;
  constructor(feature: string) {
    super(
      `${feature} needs a Smartflow Enterprise gateway: run \`smartflow configure\`. It unlocks semantic cache, policy engine, SSO, audit trail, MCP and A2A.`,
      { code: 'DIRECT_MODE', feature } as SmartflowErrorFields,
    );
  }
}

/** Tells this client's errors from others, also from another copy of the library. */
export function isSmartflowError(error: unknown): error is SmartflowError {
  return (
    error instanceof Error && 'retryable' in error && isRecord((error as SmartflowError).details)
  );
}
