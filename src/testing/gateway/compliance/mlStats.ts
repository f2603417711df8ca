import type { Handler } from '../call';
import { wrapped } from '../http/wrapped';
import { DETECTORS } from '../state/detectors';

/** `GET /api/compliance/intelligent/stats`: the kinds that are looked for, and what was learned. */
export const mlStats: Handler = ({ world: { learned, shapes } }) => {
  const builtin = DETECTORS.length;
  const stats = {
    total_patterns: builtin + learned.harmless.size,
    builtin_patterns: builtin,
    learned_patterns: learned.harmless.size,
    patterns_by_category: {
      pii: DETECTORS.filter(({ by }) => by !== 'ml').length,
      secrets: DETECTORS.filter(({ by }) => by === 'ml').length,
      harmless: learned.harmless.size,
    },
    average_confidence: DETECTORS.reduce((sum, { risk }) => sum + risk, 0) / builtin,
  };
  return wrapped('ml_stats', stats, shapes);
};
