import type * as t from 'io-ts';
import { oneOf } from '../../protocol/codec/primitives';
import { struct } from '../../protocol/codec/struct';
import { tolerant } from '../../protocol/codec/tolerant';
import { JsonObject } from '../../protocol/codec/primitives';
import { computed, count, flagOr, many, numberAt, text, textOr } from './fields';
import { RiskLevel, riskLevelOf } from './riskLevel';

/** What the gateway would do with a text. Only `Block` stops it. */
export const RecommendedAction = oneOf('Allow', 'AllowAndLog', 'Review', 'Block');
export type RecommendedAction = t.TypeOf<typeof RecommendedAction>;

/** A rule that a text broke: what was found, and how bad it is. */
export const RegexViolation = struct('RegexViolation', {
  violation_type: textOr(''),
  severity: textOr(''),
});
export interface RegexViolation extends t.TypeOf<typeof RegexViolation> {}

/** What rules, the learned model and the user's habits say of a text. `risk_score` is 0 to 1. */
export const IntelligentScanResult = computed(
  struct(
    'IntelligentScanResult',
    {
      has_violations: flagOr(false),
      risk_score: count,
      risk_level: RiskLevel,
      recommended_action: tolerant(RecommendedAction, () => 'Allow' as const),
      explanation: textOr(''),
      regex_violations: many(RegexViolation),
      ml_violations: many(JsonObject),
      behavior_deviations: many(JsonObject),
      processing_time_us: count,
    },
    /** What to name in `submitComplianceFeedback`. */
    { scan_id: text },
  ),
  (wire) => ({ risk_level: riskLevelOf(numberAt(wire, 'risk_score')) }),
);
export interface IntelligentScanResult extends t.TypeOf<typeof IntelligentScanResult> {}
