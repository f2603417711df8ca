import type { Handler } from '../call';
import { daysOf, isLearned } from './learning';
import type { Profile } from '../state/learned';
import type { World } from '../world';

/** `GET /api/compliance/org/status/{org_id}`. */
export const orgBaseline: Handler = ({ params: { org_id = '' }, world }) =>
  Response.json(baselineOf(org_id, world));

/** `GET /api/compliance/org/summary`. */
export const orgSummary: Handler = ({ world }) => {
  const ids = new Set([...world.learned.profiles.values()].map(({ orgId }) => orgId));
  const organizations = [...ids].flatMap((id) => (id === undefined ? [] : [baselineOf(id, world)]));
  return Response.json({ total_orgs: organizations.length, organizations });
};

const TOP = 3;

function baselineOf(orgId: string, world: World) {
  const profiles = [...world.learned.profiles.values()].filter((one) => one.orgId === orgId);
  const sum = (of: (profile: Profile) => number) =>
    profiles.reduce((total, profile) => total + of(profile), 0);
  const requests = sum(({ requests: made }) => made);
  const violations = profiles.flatMap((profile) => profile.violations);
  return {
    org_id: orgId,
    user_count: profiles.length,
    total_requests: requests,
    avg_requests_per_user_day:
      profiles.length === 0 ? 0 : requests / sum((profile) => daysOf(profile, world)),
    violation_rate: requests === 0 ? 0 : violations.length / requests,
    top_violation_types: mostFrequent(violations).slice(0, TOP),
    learning_complete: profiles.length > 0 && profiles.every(isLearned),
  };
}

function mostFrequent(all: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([one]) => one);
}
