import * as t from 'io-ts';
import { isRecord } from '../../protocol/codec/record';
import { jsonOf } from '../http/json';
import { count, flag, lenient, many, numberOr, part, shape, text, truth, words } from './fields';
import { RiskLevel } from './riskLevel';

const Violations = t.readonlyArray(t.unknown);

const LogCompliance = shape(
  {
    has_violations: truth,
    compliance_score: numberOr(100),
    risk_level: lenient(RiskLevel, 'low'),
    violations_details: lenient(Violations, []),
    regulatory_frameworks: many(t.string),
  },
  { data_classification: text },
);

const Metacache = shape({ hit: truth, tokens_saved: count }, { query: text });

const Metrics = shape(
  { prompt_tokens: count, completion_tokens: count, processing_time_ms: count },
  { success: flag },
);

/**
 * What the gateway has on record of one call. `request_id` is that of the answer's metadata, `cost`
 * is in US dollars, `timestamp` is ISO 8601. `compliance_violations` are what the wire has as JSON
 * text; text that is not JSON is one violation.
 */
export const VASLog = shape(
  {
    request_id: words,
    timestamp: words,
    provider: words,
    model: words,
    model_provider: words,
    tokens_used: count,
    cost: count,
    latency_ms: count,
    processing_time_ms: count,
    content_type: words,
    cached: truth,
    compliance: part(LogCompliance),
    metacache: part(Metacache),
    metrics: part(Metrics),
  },
  {
    user_id: text,
    conversation_id: text,
    conversation_stage: text,
    routing_strategy: text,
    routing_reason: text,
    /** `compliant` or `violated`. */
    compliance_status: text,
    compliance_violations: Violations,
    request_content: text,
    response_content: text,
  },
  ({ cached, metacache, compliance_violations: violations }) => ({
    cached: cached ?? (isRecord(metacache) && metacache['hit']),
    compliance_violations: violationsOf(violations),
  }),
);
export interface VASLog extends t.TypeOf<typeof VASLog> {}

function violationsOf(wire: unknown): readonly unknown[] | undefined {
  const said = typeof wire === 'string' ? jsonOf(wire) : wire;
  const violations = said === undefined ? wire : said;
  if (Violations.is(violations)) return violations;
  return violations ? [violations] : undefined;
}
