import * as t from 'io-ts';
import { count, Json, lenient, many, numberAt, shape, text, truth, words } from './fields';
import { RiskLevel, riskLevelOf } from './riskLevel';

/** What the gateway would do with a text. Only `Block` stops it. */
export const RecommendedAction = t.keyof({
  Allow: null,
  AllowAndLog: null,
  Review: null,
  Block: null,
});
export type RecommendedAction = t.TypeOf<typeof RecommendedAction>;

/** A rule that a text broke: what was found, and how bad it is. */
export const RegexViolation = shape({
  violation_type: words,
  severity: words,
});
export interface RegexViolation extends t.TypeOf<typeof RegexViolation> {}

/** What rules, the learned model and the user's habits say of a text. `risk_score` is 0 to 1. */
export const IntelligentScanResult = shape(
  {
    has_violations: truth,
    risk_score: count,
    risk_level: RiskLevel,
    recommended_action: lenient(RecommendedAction, 'Allow'),
    explanation: words,
    regex_violations: many(RegexViolation),
    ml_violations: many(Json),
    behavior_deviations: many(Json),
    processing_time_us: count,
  },
  /** What to name in `submitComplianceFeedback`. */
  { scan_id: text },
  (wire) => ({ risk_level: riskLevelOf(numberAt(wire, 'risk_score')) }),
);
export interface IntelligentScanResult extends t.TypeOf<typeof IntelligentScanResult> {}
