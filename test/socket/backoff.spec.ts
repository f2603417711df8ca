import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffDelay, RECONNECT_DEFAULTS } from '../../src/socket/backoff';

const last = 1 - Number.EPSILON;

describe('the delay before an attempt', () => {
  it('has a ceiling that doubles from 500 ms and stops at 30 s', () => {
    const ceilings = Array.from({ length: 9 }, (_, n) =>
      Math.round(backoffDelay(n + 1, last, RECONNECT_DEFAULTS) / 10),
    );
    expect(ceilings).toEqual([50, 100, 200, 400, 800, 1600, 3000, 3000, 3000]);
  });

  it('is anywhere between 0 and its ceiling: full jitter', () => {
    expect([0, 0.25, 0.5].map((r) => backoffDelay(3, r, RECONNECT_DEFAULTS))).toEqual([
      0, 500, 1000,
    ]);
  });

  it('stays a whole number below the cap, whatever the attempt and the chance', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempt, random) => {
          const delay = backoffDelay(attempt, random, RECONNECT_DEFAULTS);
          expect(Number.isInteger(delay)).toBe(true);
          expect(delay).toBeGreaterThanOrEqual(0);
          expect(delay).toBeLessThanOrEqual(RECONNECT_DEFAULTS.maxDelay);
        },
      ),
    );
  });
});
