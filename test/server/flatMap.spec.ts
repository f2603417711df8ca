import { from, take } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { flatMap } from '../../src/server/flatMap';

const virtually = (test: Parameters<TestScheduler['run']>[0]) => {
  new TestScheduler((actual, expected) => {
    expect(actual).toEqual(expected);
  }).run(test);
};
const doubled = flatMap((value: string) => [value, value.toUpperCase()]);

describe('flatMap', () => {
  it('gives all values of each array in their order, when the value comes', () => {
    virtually(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('   -a----b----|');
      const subscription = '   ^----------!';
      const expected = '       -(aA)-(bB)-|';
      expectObservable(source$.pipe(doubled)).toBe(expected);
      expectSubscriptions(source$.subscriptions).toBe(subscription);
    });
  });

  it('gives nothing for an array of nothing', () => {
    virtually(({ cold, expectObservable }) => {
      expectObservable(cold('-a-|').pipe(flatMap(() => []))).toBe('---|');
    });
  });

  it('passes an error on', () => {
    virtually(({ cold, expectObservable }) => {
      expectObservable(cold('-a---#').pipe(doubled)).toBe('-(aA)#');
    });
  });

  it('fails with what the function throws, and leaves its source', () => {
    virtually(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('-a-b-|');
      const failing = flatMap((value: string): string[] => {
        if (value === 'b') throw new Error('b');
        return [value];
      });
      expectObservable(source$.pipe(failing)).toBe('-a-#', undefined, new Error('b'));
      expectSubscriptions(source$.subscriptions).toBe('^--!');
    });
  });

  it('stops a source that emits at once when it is left', () => {
    let taken = 0;
    function* endless() {
      for (; taken < 1_000; taken++) yield 'a';
    }
    from(endless()).pipe(doubled, take(3)).subscribe();
    expect(taken).toBeLessThanOrEqual(3);
  });

  it('leaves its source when it is left', () => {
    virtually(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('               -a----b--');
      const unsubscription = '             ---!     ';
      expectObservable(source$.pipe(doubled), unsubscription).toBe('-(aA)');
      expectSubscriptions(source$.subscriptions).toBe('^--!');
    });
  });
});
