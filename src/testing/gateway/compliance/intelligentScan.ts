import * as t from 'io-ts';
import { struct } from '../../../protocol/codec/struct';
import type { Call, Handler } from '../call';
import { refuse } from '../http/problem';
import { readBody } from '../http/readBody';
import { findingsIn, levelOf, riskOf, type Finding, type RiskLevel } from '../state/detectors';
import { isLearned } from './learning';
import { typesOf, type Profile } from '../state/learned';

const IntelligentBody = struct(
  'IntelligentScan',
  { content: t.string },
  { user_id: t.string, org_id: t.string, context: t.string },
);

const FeedbackBody = struct(
  'Feedback',
  { scan_id: t.string, is_false_positive: t.boolean },
  { user_id: t.string, notes: t.string },
);

/** What is to be done about a risk, when there is anything. */
const ACTIONS: Readonly<Record<RiskLevel, string>> = {
  low: 'AllowAndLog',
  medium: 'AllowAndLog',
  high: 'Review',
  critical: 'Block',
};

const MICROSECONDS_PER_CHARACTER = 3;

/** `POST /api/compliance/intelligent/scan`: by rules, what was learned, and what the person is used to. */
export const intelligentScan: Handler = ({ request, world: { learned } }) => {
  const { content, user_id: userId, org_id: orgId } = readBody(IntelligentBody, request);
  const findings = findingsIn(content).filter(({ text }) => !learned.harmless.has(text));
  const deviations = deviationsOf(findings, learned.profiles.get(userId ?? ''));
  const risk = riskOf(findings);
  const types = typesOf(findings);
  return Response.json({
    scan_id: learned.scanned(findings, userId, orgId),
    has_violations: types.length > 0,
    risk_score: risk,
    recommended_action: types.length > 0 ? ACTIONS[levelOf(risk)] : 'Allow',
    explanation: types.length > 0 ? `The content has: ${types.join(', ')}.` : 'Nothing was found.',
    regex_violations: violationsBy('regex', findings),
    ml_violations: violationsBy('ml', findings),
    behavior_deviations: deviations,
    processing_time_us: content.length * MICROSECONDS_PER_CHARACTER,
  });
};

/** `POST /api/compliance/intelligent/feedback`. */
export const feedback: Handler = ({ request, world: { learned } }) => {
  const { scan_id, is_false_positive } = readBody(FeedbackBody, request);
  if (!learned.judged(scan_id, is_false_positive)) {
    refuse(404, `There is no scan "${scan_id}".`, 'not_found');
  }
  return Response.json({ success: true, scan_id, is_false_positive });
};

/** `GET /api/compliance/intelligent/health`. */
export const intelligentHealth: Handler = ({ world: { learned } }: Call) =>
  Response.json({ status: 'healthy', scans: learned.scans.size, profiles: learned.profiles.size });

function violationsBy(by: Finding['by'], findings: readonly Finding[]): object[] {
  return findings
    .filter((finding) => finding.by === by)
    .map(({ type, risk }) => ({
      violation_type: type,
      severity: levelOf(risk),
      description: `The content has a ${type}.`,
    }));
}

/** What a person whose habits are known has never sent before. */
function deviationsOf(findings: readonly Finding[], profile: Profile | undefined): string[] {
  if (!profile || !isLearned(profile)) return [];
  return typesOf(findings)
    .filter((type) => !profile.violations.includes(type))
    .map((type) => `The first ${type} of this user.`);
}
