import * as t from 'io-ts';

export const RiskLevel = t.keyof({ low: null, medium: null, high: null, critical: null });
export type RiskLevel = t.TypeOf<typeof RiskLevel>;

/**
 * How bad a risk is. Each bound belongs to the level above it.
 *
 * ```
 * 0      0.25       0.5      0.75        1
 * | low   | medium   | high   | critical |
 * ```
 *
 * @param score - 0 to 1
 * @example
 * const level = riskLevelOf(0.5); // 'high'
 */
export function riskLevelOf(score: number): RiskLevel {
  if (score < 0.25) return 'low';
  if (score < 0.5) return 'medium';
  return score < 0.75 ? 'high' : 'critical';
}
