import { map, merge, mergeMap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Parks } from '../../src/server/parks';
import { marbles } from './kit';

const values = {
  a: { kind: 'answered', answer: 7 },
  s: { kind: 'superseded' },
  e: { kind: 'expired' },
  d: undefined,
} as const;

describe('a park', () => {
  it('ends with its answer, and is gone', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const parks = new Parks<string, number>(1000);
      const answered$ = cold('--a').pipe(map(() => parks.take('s')?.(7)));
      expectObservable(merge(parks.park('s', 'seven?'), answered$)).toBe('--(ad)', values);
      flush();
      expect(parks.take('s')).toBeUndefined();
      expect(parks.size).toBe(0);
    });
  });

  it('is superseded by a newer one of its session, which alone is looked at', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const parks = new Parks<string, number>(1000);
      expectObservable(parks.park('s', 'old')).toBe('--(s|)', values);
      expectObservable(parks.park('other', 'else'), '----!').toBe('-----', values);
      expectObservable(cold('--n').pipe(mergeMap(() => parks.park('s', 'new')))).toBe(
        '-- 1000ms e',
        values,
      );
      expectObservable(cold('---l').pipe(map(() => parks.look('s')))).toBe('---l', { l: 'new' });
      flush();
      expect(parks.size).toBe(0);
    });
  });

  it('expires', () => {
    marbles(({ expectObservable, flush }) => {
      const parks = new Parks<string, number>(5);
      expectObservable(parks.park('s', 'q')).toBe('-----(e|)', values);
      flush();
      expect(parks.size).toBe(0);
    });
  });

  it('is dropped when nobody waits any more', () => {
    marbles(({ expectObservable, flush }) => {
      const parks = new Parks<string, number>(1000);
      expectObservable(parks.park('s', 'q'), '--!').toBe('---');
      flush();
      expect(parks.look('s')).toBeUndefined();
    });
  });
});
