import type { ComplianceMethods } from '../methods/compliance';
import { ComplianceResult } from '../results/complianceResult';
import { IntelligentScanResult } from '../results/intelligentScan';
import {
  LearningStatus,
  LearningSummary,
  MLStats,
  OrgBaseline,
  PersistenceStats,
} from '../results/learning';
import { as, raw, type Endpoint, type Endpoints } from './endpoint';

const direct = { needs: 'Compliance scanning' };
const get = { service: 'compliance', verb: 'GET', direct } as const;
const post = { service: 'compliance', verb: 'POST', direct } as const;

const scan = {
  ...post,
  path: '/api/compliance/scan',
  takes: ['content'],
  defaults: { policy: 'enterprise_standard' },
};

/** Whose text it is counts, too. */
const ofUser: Endpoint<unknown>['ask'] = (wire, { userId }) => ({
  body: { user_id: userId, ...wire },
});

export const complianceEndpoints: Endpoints<ComplianceMethods> = {
  checkCompliance: { ...scan, result: as(ComplianceResult) },
  redactPii: {
    ...scan,
    result: (answer, { body }) =>
      as(ComplianceResult)(answer).redacted_content ?? (body as { content: string }).content,
  },
  intelligentScan: {
    ...post,
    path: '/api/compliance/intelligent/scan',
    takes: ['content'],
    ask: ofUser,
    result: as(IntelligentScanResult),
  },
  submitComplianceFeedback: {
    ...post,
    path: '/api/compliance/intelligent/feedback',
    takes: ['scan_id', 'is_false_positive'],
    ask: ofUser,
    result: raw,
  },
  getLearningStatus: {
    ...get,
    path: '/api/compliance/learning/status/{user_id}',
    takes: ['user_id'],
    result: as(LearningStatus),
  },
  getLearningSummary: {
    ...get,
    path: '/api/compliance/learning/summary',
    result: as(LearningSummary),
  },
  getMlStats: {
    ...get,
    path: '/api/compliance/intelligent/stats',
    result: as(MLStats, 'ml_stats'),
  },
  getOrgSummary: { ...get, path: '/api/compliance/org/summary', result: raw },
  getOrgBaseline: {
    ...get,
    path: '/api/compliance/org/status/{org_id}',
    takes: ['org_id'],
    result: as(OrgBaseline),
  },
  getPersistenceStats: {
    ...get,
    path: '/api/compliance/persistence/stats',
    result: as(PersistenceStats, 'persistence'),
  },
  saveComplianceData: { ...post, path: '/api/compliance/persistence/save', result: raw },
  getIntelligentHealth: { ...get, path: '/api/compliance/intelligent/health', result: raw },
};
