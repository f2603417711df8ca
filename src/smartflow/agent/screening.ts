import { ComplianceError } from '../errors';
import type { IntelligentScanResult } from '../results/intelligentScan';

/** What a caller hears in place of an answer that was blocked. */
export const BLOCKED_REPLY =
  'The answer was withheld, because it does not comply with the policy of this conversation.';

/** `Review` and `AllowAndLog` are for those who read the log. */
export function isBlocked(scan: IntelligentScanResult | undefined): boolean {
  return scan?.recommended_action === 'Block';
}

/** A message that does not go on to the model, with everything that the scan found. */
export function refusal(agent: string, scan: IntelligentScanResult): ComplianceError {
  const { explanation, risk_score: riskScore, scan_id } = scan;
  const { regex_violations, ml_violations, behavior_deviations } = scan;
  return new ComplianceError(
    `${agent} did not pass the message on, for compliance: ${explanation || 'no reason was given'}`,
    {
      code: 'BLOCKED',
      violations: [...regex_violations, ...ml_violations, ...behavior_deviations],
      riskScore,
      ...(scan_id !== undefined && { details: { scan_id } }),
      body: scan,
    },
  );
}
