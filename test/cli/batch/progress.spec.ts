import { of, tap } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { alongside } from '../../../src/cli/batch/alongside';
import { progress, progressText } from '../../../src/cli/batch/progress';
import { counted, type Tally } from '../../../src/cli/batch/tally';

const START: Tally = { total: 200, answered: 0, failed: 0, before: 0 };
const at = (answered: number, more: Partial<Tally> = {}) => ({ ...START, answered, ...more });

const inVirtualTime = (test: Parameters<TestScheduler['run']>[0]) => {
  new TestScheduler((actual, expected) => {
    expect(actual).toEqual(expected);
  }).run(test);
};

describe('progress', () => {
  it('is a line every ten seconds where nobody sits, whenever there is something new', () => {
    inVirtualTime(({ hot, expectObservable }) => {
      const tally$ = hot('a 2s b 2s c 30s d', {
        a: START,
        b: at(1),
        c: at(100),
        d: at(150),
      });
      expectObservable(
        progress(tally$, () => undefined),
        '41s !',
      ).toBe('10s x 9999ms y 9999ms z 9999ms w', {
        x: '50 %   100/200   10.0/s   0:10 left',
        y: '50 %   100/200   5.0/s   0:20 left',
        z: '50 %   100/200   3.3/s   0:30 left',
        w: '75 %   150/200   3.8/s   0:13 left',
      });
    });
  });

  it('is drawn anew five times a second on a terminal, as it is then', () => {
    inVirtualTime(({ hot, expectObservable }) => {
      const tally$ = hot('a 99ms b 99ms c', { a: START, b: at(1), c: at(2) });
      expectObservable(
        progress(tally$, () => 30),
        '500ms !',
      ).toBe('200ms x 199ms y', {
        x: '1 %   2/200   10.0/s   0:20 l',
        y: '1 %   2/200   5.0/s   0:40 le',
      });
    });
  });

  it('has the speed of the last minute, from the first prompt that is asked on', () => {
    inVirtualTime(({ hot, expectObservable }) => {
      const [skipping, asking] = [at(0, { before: 100 }), at(50, { before: 100 })];
      const tally$ = hot('a 20s b 95s c', {
        a: skipping,
        b: asking,
        c: at(80, { before: 100 }),
      });
      expectObservable(
        progress(tally$, () => undefined),
        '131s !',
      ).toBe('10s a 19999ms b 9999ms c 9999ms d 9999ms e 9999ms f 9999ms g 9999ms h 29999ms i', {
        a: '50 %   100/200   0.0/s',
        b: '75 %   150/200   5.0/s   0:10 left',
        c: '75 %   150/200   2.5/s   0:20 left',
        d: '75 %   150/200   1.7/s   0:30 left',
        e: '75 %   150/200   1.3/s   0:40 left',
        f: '75 %   150/200   1.0/s   0:50 left',
        g: '75 %   150/200   50.0/min   1:00 left',
        h: '75 %   150/200   0.0/s',
        i: '90 %   180/200   30.0/min   0:40 left',
      });
    });
  });

  it('reads nothing before it is subscribed to', () => {
    inVirtualTime(({ cold, expectSubscriptions }) => {
      const tally$ = cold<Tally>('a');
      void progress(tally$, () => 80);
      expectSubscriptions(tally$.subscriptions).toBe([]);
    });
  });
});

describe('the text of progress', () => {
  it('has a bar that fills the terminal, up to 40 columns', () => {
    const wide = progressText(at(88, { failed: 2 }), 10, 100);
    expect(wide).toBe(
      `${'█'.repeat(18)}${'░'.repeat(22)}  45 %   90/200   10.0/s   0:11 left   2 failed`,
    );
    const narrow = progressText(at(90), 10, 60);
    expect(narrow).toMatch(/^█+░+ {2}45 % {3}90\/200/);
    for (const width of [20, 30, 40, 41, 42, 60, 80, 300]) {
      expect(progressText(at(90), 10, width).length).toBeLessThan(width);
    }
  });

  it('has no share and no end where nobody knows how many there are', () => {
    expect(progressText(at(90, { total: undefined }), 10)).toBe('90 done   10.0/s');
  });

  it('says how many a minute where they are slow, and nothing of the end before the first', () => {
    expect(progressText(at(3), 0.05)).toBe('1 %   3/200   3.0/min   1:05:40 left');
    expect(progressText(START, 0)).toBe('0 %   0/200   0.0/s');
  });

  it('counts what an earlier run has answered', () => {
    expect(progressText(at(10, { before: 90 }), 10)).toBe('50 %   100/200   10.0/s   0:10 left');
  });

  it('is full, and not fuller, at the end', () => {
    expect(progressText(at(200), 10, 80)).toMatch(/^█+ 100 %/);
    expect(progressText(at(201), 10, 80)).toMatch(/^█+ 100 %/);
    expect(progressText({ ...START, total: 0 }, 0, 80)).toBe('0/0   0.0/s');
  });
});

describe('the tally', () => {
  it('counts each step, and keeps what stopped it', () => {
    const tally = (['answered', 'failed', 'before', 'answered'] as const).reduce(counted, START);
    expect(tally).toEqual({ total: 200, answered: 2, failed: 1, before: 1 });
    expect(counted(tally, { stoppedBy: 'x' })).toMatchObject({ answered: 2, stoppedBy: 'x' });
  });
});

describe('alongside', () => {
  it('mirrors its source, and runs the other for as long', () => {
    inVirtualTime(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source$ = cold(' a--b--|');
      const other$ = hot('   -x--x--x--x');
      const result$ = source$.pipe(alongside(() => other$));
      expectObservable(result$).toBe('a--b--|');
      expectSubscriptions(source$.subscriptions).toBe('^-----!');
      expectSubscriptions(other$.subscriptions).toBe(' ^-----!');
    });
  });

  it('shows the other what the source emits, from the first on', () => {
    const seen: number[] = [];
    of(1, 2, 3)
      .pipe(alongside((source$) => source$.pipe(tap((n) => seen.push(n)))))
      .subscribe();
    expect(seen).toEqual([1, 2, 3]);
  });

  it('fails with either, and leaves both when it is left', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const failing$ = cold('--#');
      expectObservable(cold('a-----|').pipe(alongside(() => failing$))).toBe('a-#');
      expectObservable(cold('a--#').pipe(alongside(() => cold('--')))).toBe('a--#');
      const source$ = cold(' a-----');
      const other$ = cold('  ------');
      expectObservable(source$.pipe(alongside(() => other$)), '---!').toBe('a--');
      expectSubscriptions(source$.subscriptions).toBe('^--!');
      expectSubscriptions(other$.subscriptions).toBe(' ^--!');
    });
  });
});
