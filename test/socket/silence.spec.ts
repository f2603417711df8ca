import { map, take } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { silence } from '../../src/socket/silence';

const run = (test: Parameters<TestScheduler['run']>[0]) => {
  new TestScheduler((actual, expected) => {
    expect(actual).toEqual(expected);
  }).run(test);
};

describe('silence', () => {
  it('is told when nothing has been heard for the period, and for each that follows', () => {
    run(({ expectObservable }) => {
      expectObservable(silence(() => 0, 10).pipe(map(() => 's')), '35ms !').toBe(
        '10ms s 9ms s 9ms s',
      );
    });
  });

  it('is counted anew from what was heard, a tenth late at most', () => {
    run(({ hot, expectObservable }) => {
      let heard = 0;
      hot('100ms x 449ms x').subscribe(() => heard++);
      // Heard at 100 and 550, noticed at 200 and 600.
      expectObservable(silence(() => heard, 1000).pipe(map(() => 's')), '4s !').toBe(
        '1600ms s 999ms s 999ms s',
      );
    });
  });

  it('is told again after something was heard in between', () => {
    run(({ hot, expectObservable }) => {
      let heard = 0;
      hot('15ms x').subscribe(() => heard++);
      expectObservable(silence(() => heard, 10).pipe(map(() => 's')), '40ms !').toBe(
        '10ms s 14ms s 9ms s',
      );
    });
  });

  it('leaves no timer', () => {
    const scheduler = new TestScheduler(() => undefined);
    scheduler.run(() => {
      silence(() => 0, 10)
        .pipe(take(1))
        .subscribe()
        .unsubscribe();
      expect(scheduler.actions).toEqual([]);
    });
  });

  describe('on a real clock', () => {
    afterEach(() => {
      vi.useRealTimers();
    });

    it('is not an hour in which a tab was frozen: no tick ran, so nothing could be heard', () => {
      vi.useFakeTimers();
      let told = 0;
      const watching = silence(() => 0, 1000).subscribe(() => told++);
      vi.advanceTimersByTime(300);
      vi.setSystemTime(Date.now() + 3_600_000);
      vi.advanceTimersByTime(699);
      expect(told).toBe(0);
      vi.advanceTimersByTime(1);
      expect(told).toBe(1);
      watching.unsubscribe();
      expect(vi.getTimerCount()).toBe(0);
    });
  });
});
