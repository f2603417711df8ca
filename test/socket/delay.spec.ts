import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { every, failAfter } from '../../src/socket/delay';
import { turnTest } from '../turnTest';

describe('a period', () => {
  it('longer than timers can wait never ends, where a timer would fire at once', () => {
    turnTest(({ expectObservable }) => {
      expectObservable(every(2 ** 31), '60000m !').toBe('');
      expectObservable(every(Infinity), '60000m !').toBe('');
    });
  });
});

describe('a timeout', () => {
  it.each([1, 3, 250])('of %i ms errors then, not before', (ms) => {
    turnTest(({ expectObservable }) => {
      expectObservable(failAfter(ms, () => 'late')).toBe(`${ms}ms #`, {}, 'late');
    });
  });

  describe('in a tab that was frozen, whose timers are overdue when it wakes up', () => {
    beforeEach(() => {
      vi.useFakeTimers();
    });
    afterEach(() => {
      vi.useRealTimers();
    });

    it('does not end with the first that fires: what came meanwhile is handed over after it', () => {
      const ends = vi.fn();
      failAfter(1_000, () => 'late').subscribe({ error: ends });
      vi.advanceTimersToNextTimer();
      expect(ends).not.toHaveBeenCalled();
      vi.advanceTimersByTime(499);
      expect(ends).not.toHaveBeenCalled();
      vi.advanceTimersByTime(1);
      expect(ends).toHaveBeenCalledExactlyOnceWith('late');
      expect(vi.getTimerCount()).toBe(0);
    });
  });
});
