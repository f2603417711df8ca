import * as t from 'io-ts';
import { count, lenient, many, numberOr, shape, text, truth, words } from './fields';

/** How far the gateway has learned the habits of a user. */
export const LearningStatus = shape(
  {
    user_id: words,
    days_tracked: count,
    total_requests: count,
    learning_complete: truth,
    learning_period_days: numberOr(14),
    progress_percent: count,
  },
  { org_id: text },
);
export interface LearningStatus extends t.TypeOf<typeof LearningStatus> {}

/** How far it has learned those of all users. */
export const LearningSummary = shape({
  total_users: count,
  users_learning_complete: count,
  users_in_learning: count,
  average_progress_percent: count,
  config_learning_days: numberOr(14),
  config_min_samples: numberOr(20),
});
export interface LearningSummary extends t.TypeOf<typeof LearningSummary> {}

/** The patterns that scans look for. */
export const MLStats = shape({
  total_patterns: count,
  builtin_patterns: count,
  learned_patterns: count,
  patterns_by_category: lenient(t.record(t.string, t.number), {}),
  average_confidence: count,
});
export interface MLStats extends t.TypeOf<typeof MLStats> {}

/** What is usual in an organization. `violation_rate` is a fraction. */
export const OrgBaseline = shape({
  org_id: words,
  user_count: count,
  total_requests: count,
  avg_requests_per_user_day: count,
  violation_rate: count,
  top_violation_types: many(t.string),
  learning_complete: truth,
});
export interface OrgBaseline extends t.TypeOf<typeof OrgBaseline> {}

/** What has been stored of what was learned. */
export const PersistenceStats = shape({
  enabled: truth,
  user_profiles_stored: count,
  org_baselines_stored: count,
  learned_patterns_stored: count,
  profile_ttl_days: numberOr(90),
});
export interface PersistenceStats extends t.TypeOf<typeof PersistenceStats> {}
