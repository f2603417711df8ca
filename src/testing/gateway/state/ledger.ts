import { findingsIn, riskOf } from './detectors';

/** An entry of the audit log, as it travels. */
export interface FakeLog {
  readonly request_id: string;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  readonly provider: string;
  readonly model: string;
  readonly model_provider: string;
  readonly tokens_used: number;
  /** In US dollars. */
  readonly cost: number;
  readonly latency_ms: number;
  readonly processing_time_ms: number;
  readonly content_type: string;
  readonly user_id?: string;
  readonly conversation_id?: string;
  readonly routing_strategy: string;
  readonly routing_reason: string;
  readonly compliance_status: 'compliant' | 'violated';
  /** A list, as JSON text. */
  readonly compliance_violations: string;
  readonly compliance: object;
  readonly metacache: {
    readonly hit: boolean;
    readonly query: string;
    readonly tokens_saved: number;
  };
  readonly metrics: {
    readonly prompt_tokens: number;
    readonly completion_tokens: number;
    readonly processing_time_ms: number;
    readonly success: boolean;
  };
}

/** What passed through the gateway. */
interface Passed {
  readonly requestId: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly provider: string;
  readonly model: string;
  readonly content: string;
  readonly contentType: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly isHit?: boolean;
  readonly isFailed?: boolean;
  /** Why it went where it went. */
  readonly routing?: { readonly strategy: string; readonly reason: string };
}

export interface Ledger {
  add(passed: Passed): void;
  /** Newest first. */
  readonly logs: readonly FakeLog[];
}

const DOLLARS_PER_TOKEN = 0.00001;
const LATENCY_OF_HIT_MS = 5;
const LATENCY_MS = 120;

/** @param seeds - what has passed before the test began */
export function createLedger(seeds: readonly Partial<FakeLog>[], now: () => number): Ledger {
  const blank = (n: number) =>
    logOf({ ...nothing, requestId: `seed-${n}`, provider: 'openai', model: 'gpt-4o' }, now());
  const logs = seeds.map((seed, n): FakeLog => ({ ...blank(n), ...seed }));
  return {
    add: (passed) => logs.push(logOf(passed, now())),
    get logs() {
      return [...logs].reverse().sort(newestFirst);
    },
  };
}

const nothing = {
  headers: {},
  content: '',
  contentType: 'chat',
  promptTokens: 0,
  completionTokens: 0,
};

const newestFirst = (a: FakeLog, b: FakeLog) => Date.parse(b.timestamp) - Date.parse(a.timestamp);

function logOf(passed: Passed, now: number): FakeLog {
  const { headers, provider, isHit = false } = passed;
  const tokens = passed.promptTokens + passed.completionTokens;
  const findings = findingsIn(passed.content);
  const user = headers['x-smartflow-user-id'] ?? headers['x-user-id'];
  const conversation = headers['x-conversation-id'] ?? headers['x-session-id'];
  const latency = isHit ? LATENCY_OF_HIT_MS : LATENCY_MS;
  const violations = [...new Set(findings.map(({ type }) => type))];
  return {
    request_id: passed.requestId,
    timestamp: new Date(now).toISOString(),
    provider,
    model: passed.model,
    model_provider: provider,
    tokens_used: tokens,
    cost: isHit ? 0 : tokens * DOLLARS_PER_TOKEN,
    latency_ms: latency,
    processing_time_ms: latency,
    content_type: passed.contentType,
    ...(user !== undefined && { user_id: user }),
    ...(conversation !== undefined && { conversation_id: conversation }),
    routing_strategy: isHit ? 'cache' : (passed.routing?.strategy ?? 'direct'),
    routing_reason: isHit
      ? 'cache_hit:tier=L1'
      : (passed.routing?.reason ?? `provider:${provider}`),
    compliance_status: findings.length > 0 ? 'violated' : 'compliant',
    compliance_violations: JSON.stringify(violations),
    compliance: {
      data_classification: findings.length > 0 ? 'restricted' : 'public',
      compliance_score: 100 - 100 * riskOf(findings),
      violations_details: violations,
      regulatory_frameworks: findings.length > 0 ? ['GDPR'] : [],
    },
    metacache: { hit: isHit, query: passed.content, tokens_saved: isHit ? tokens : 0 },
    metrics: {
      prompt_tokens: passed.promptTokens,
      completion_tokens: passed.completionTokens,
      processing_time_ms: latency,
      success: passed.isFailed !== true,
    },
  };
}
