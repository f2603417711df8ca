import * as t from 'io-ts';
import { lenient, many, numberAt, numberOr, shape, truth } from './fields';
import { RiskLevel, riskLevelOf } from './riskLevel';

/**
 * What the rules of a policy find in a text. `compliance_score` is 0 to 100, and 100 is clean.
 * `redacted_content` is the text with what is personal replaced, such as by `[EMAIL]`.
 */
export const ComplianceResult = shape(
  {
    has_violations: truth,
    compliance_score: numberOr(100),
    risk_level: RiskLevel,
    violations: many(t.string),
    pii_detected: many(t.string),
    recommendations: many(t.string),
    redacted_content: lenient(t.union([t.string, t.null]), null),
  },
  {},
  (wire) => {
    const score = numberAt(wire, 'risk_score');
    return {
      has_violations: wire['compliant'] === false,
      compliance_score: 100 - 100 * score,
      risk_level: riskLevelOf(score),
    };
  },
);
export interface ComplianceResult extends t.TypeOf<typeof ComplianceResult> {}
