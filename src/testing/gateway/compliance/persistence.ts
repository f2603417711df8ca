import type { Handler } from '../call';
import { wrapped } from '../http/wrapped';

const PROFILE_DAYS = 90;

/** `GET /api/compliance/persistence/stats`: what was there when it was last saved. */
export const persistenceStats: Handler = ({ world: { learned, shapes } }) => {
  const orgs = new Set([...learned.profiles.values()].flatMap(({ orgId }) => orgId ?? []));
  const stats = {
    enabled: true,
    user_profiles_stored: learned.saved,
    org_baselines_stored: learned.saved === 0 ? 0 : orgs.size,
    learned_patterns_stored: learned.saved === 0 ? 0 : learned.harmless.size,
    profile_ttl_days: PROFILE_DAYS,
  };
  return wrapped('persistence', stats, shapes);
};

/** `POST /api/compliance/persistence/save`. */
export const saveCompliance: Handler = ({ world: { learned } }) => {
  learned.save();
  return Response.json({ success: true, profiles_saved: learned.saved });
};
