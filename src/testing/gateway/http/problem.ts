/** Why a request is not answered as it wants. */
export interface Problem {
  readonly status: number;
  readonly message: string;
  readonly code?: string;
  /** In seconds, in the body. */
  readonly retryAfter?: number;
  readonly violations?: readonly string[];
  readonly riskScore?: number;
  readonly provider?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Whose words an error is told in. */
export type Style = 'smartflow' | 'openai' | 'anthropic';

/** Thrown by a route that will not. */
export class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message);
  }
}

/** @throws Refusal always */
export function refuse(status: number, message: string, code?: string): never {
  throw new Refusal({ status, message, ...(code !== undefined && { code }) });
}

/** What is wrong when a route has thrown: it refused, or a script of the test failed. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Refusal) return error.problem;
  return { status: 500, message: error instanceof Error ? error.message : String(error) };
}

/** The error as a service of this style sends it. */
export function problemResponse(style: Style, problem: Problem, requestId: string): Response {
  const { status, headers = {} } = problem;
  return Response.json(bodies[style](problem, requestId), { status, headers });
}

const bodies: Readonly<Record<Style, (problem: Problem, requestId: string) => object>> = {
  smartflow: ({ message, code, retryAfter, violations, riskScore, provider }, requestId) => ({
    error: {
      message,
      code,
      retry_after: retryAfter,
      violations,
      risk_score: riskScore,
      provider,
    },
    details: { request_id: requestId },
  }),
  openai: ({ status, message, code }) => ({
    error: {
      message,
      type: status < 500 ? 'invalid_request_error' : 'server_error',
      param: null,
      code: code ?? null,
    },
  }),
  anthropic: ({ status, message }, requestId) => ({
    type: 'error',
    error: { type: anthropicTypes[status] ?? 'api_error', message },
    request_id: requestId,
  }),
};

const anthropicTypes: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};
