import type { Handler } from '../call';
import type { World } from '../world';
import type { Profile } from '../state/learned';

const DAY_MS = 24 * 60 * 60 * 1000;
const LEARNING_DAYS = 14;
const MIN_SAMPLES = 20;

/** Enough has been seen of a person. */
export const isLearned = ({ requests }: Profile) => requests >= MIN_SAMPLES;

/** `GET /api/compliance/learning/status/{user_id}`. */
export const learningStatus: Handler = ({ params: { user_id = '' }, world }) => {
  const profile = world.learned.profiles.get(user_id);
  return Response.json({
    user_id,
    org_id: profile?.orgId ?? null,
    days_tracked: profile ? daysOf(profile, world) : 0,
    total_requests: profile?.requests ?? 0,
    learning_complete: profile !== undefined && isLearned(profile),
    learning_period_days: LEARNING_DAYS,
    progress_percent: progressOf(profile),
  });
};

/** `GET /api/compliance/learning/summary`. */
export const learningSummary: Handler = ({ world: { learned } }) => {
  const profiles = [...learned.profiles.values()];
  const complete = profiles.filter(isLearned).length;
  const progress = profiles.reduce((sum, profile) => sum + progressOf(profile), 0);
  return Response.json({
    total_users: profiles.length,
    users_learning_complete: complete,
    users_in_learning: profiles.length - complete,
    average_progress_percent: profiles.length === 0 ? 0 : progress / profiles.length,
    config_learning_days: LEARNING_DAYS,
    config_min_samples: MIN_SAMPLES,
  });
};

/** How many days, at least one, a person is known. */
export const daysOf = ({ since }: Profile, { now }: World) =>
  Math.max(1, Math.ceil((now() - since) / DAY_MS));

const progressOf = (profile: Profile | undefined) =>
  Math.min(100, ((profile?.requests ?? 0) / MIN_SAMPLES) * 100);
