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
import { told } from './options';

const gateway = { needs: 'Compliance scanning' };
const get = { service: 'compliance', verb: 'GET', direct: gateway } as const;
const post = { service: 'compliance', verb: 'POST', direct: gateway } as const;

const scan: Endpoint<Parameters<ComplianceMethods['checkCompliance']>, ComplianceResult> = {
  ...post,
  path: '/api/compliance/scan',
  ask: (content, options) => {
    const { call, wire } = told({ policy: 'enterprise_standard' }, options);
    return { body: { content, ...wire }, call };
  },
  result: as(ComplianceResult),
};

export const complianceEndpoints: Endpoints<ComplianceMethods> = {
  checkCompliance: scan,
  redactPii: {
    ...scan,
    result: (answer, asked, [content]) => as(ComplianceResult)(answer).redacted_content ?? content,
  },
  intelligentScan: {
    ...post,
    path: '/api/compliance/intelligent/scan',
    ask: (content, options) => {
      const { call, wire } = told({}, options);
      return { body: { content, user_id: call.userId, ...wire }, call };
    },
    result: as(IntelligentScanResult),
  },
  submitComplianceFeedback: {
    ...post,
    path: '/api/compliance/intelligent/feedback',
    ask: (scan_id, is_false_positive, options) => {
      const { call, wire } = told({}, options);
      return { body: { scan_id, is_false_positive, user_id: call.userId, ...wire }, call };
    },
    result: raw,
  },
  getLearningStatus: {
    ...get,
    path: '/api/compliance/learning/status/{user_id}',
    ask: (user_id, call) => ({ params: { user_id }, call }),
    result: as(LearningStatus),
  },
  getLearningSummary: {
    ...get,
    path: '/api/compliance/learning/summary',
    ask: (call) => ({ call }),
    result: as(LearningSummary),
  },
  getMlStats: {
    ...get,
    path: '/api/compliance/intelligent/stats',
    ask: (call) => ({ call }),
    result: as(MLStats, 'ml_stats'),
  },
  getOrgSummary: {
    ...get,
    path: '/api/compliance/org/summary',
    ask: (call) => ({ call }),
    result: raw,
  },
  getOrgBaseline: {
    ...get,
    path: '/api/compliance/org/status/{org_id}',
    ask: (org_id, call) => ({ params: { org_id }, call }),
    result: as(OrgBaseline),
  },
  getPersistenceStats: {
    ...get,
    path: '/api/compliance/persistence/stats',
    ask: (call) => ({ call }),
    result: as(PersistenceStats, 'persistence'),
  },
  saveComplianceData: {
    ...post,
    path: '/api/compliance/persistence/save',
    ask: (call) => ({ body: {}, call }),
    result: raw,
  },
  getIntelligentHealth: {
    ...get,
    path: '/api/compliance/intelligent/health',
    ask: (call) => ({ call }),
    result: raw,
  },
};
