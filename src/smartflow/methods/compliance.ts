import type { Observable } from 'rxjs';
import type { JsonObject } from '../../protocol/codec/primitives';
import type { CallOptions } from '../options';
import type { ComplianceResult } from '../results/complianceResult';
import type { IntelligentScanResult } from '../results/intelligentScan';
import type {
  LearningStatus,
  LearningSummary,
  MLStats,
  OrgBaseline,
  PersistenceStats,
} from '../results/learning';

export interface PolicyOptions extends CallOptions {
  /** @defaultValue 'enterprise_standard' */
  readonly policy?: string;
}

export interface ScanOptions extends CallOptions {
  /** Whose habits the text is held against; also named in `x-smartflow-user-id`. */
  readonly userId?: string;
  readonly orgId?: string;
  /** Where the text comes from, such as `customer_support`. */
  readonly context?: string;
}

export interface FeedbackOptions extends CallOptions {
  /** Who says so; also named in `x-smartflow-user-id`. */
  readonly userId?: string;
  readonly notes?: string;
}

/** What the gateway finds in texts, and what it has learned to find. Gateway mode only. */
export interface ComplianceMethods {
  /** Holds a text against the rules of a policy. */
  checkCompliance(content: string, options?: PolicyOptions): Observable<ComplianceResult>;
  /** The text with what is personal replaced, such as by `[PHONE]`. */
  redactPii(content: string, options?: PolicyOptions): Observable<string>;
  /** Holds a text against rules, a learned model and the habits of a user. */
  intelligentScan(content: string, options?: ScanOptions): Observable<IntelligentScanResult>;
  /** Tells the gateway whether a scan was right; `scanId` is the `scan_id` of its result. */
  submitComplianceFeedback(
    scanId: string,
    isFalsePositive: boolean,
    options?: FeedbackOptions,
  ): Observable<JsonObject>;
  getLearningStatus(userId: string, options?: CallOptions): Observable<LearningStatus>;
  getLearningSummary(options?: CallOptions): Observable<LearningSummary>;
  getMlStats(options?: CallOptions): Observable<MLStats>;
  getOrgSummary(options?: CallOptions): Observable<JsonObject>;
  getOrgBaseline(orgId: string, options?: CallOptions): Observable<OrgBaseline>;
  getPersistenceStats(options?: CallOptions): Observable<PersistenceStats>;
  saveComplianceData(options?: CallOptions): Observable<JsonObject>;
  getIntelligentHealth(options?: CallOptions): Observable<JsonObject>;
}
