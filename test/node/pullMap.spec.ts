import {
  concat,
  defer,
  EMPTY,
  firstValueFrom,
  ignoreElements,
  lastValueFrom,
  map,
  NEVER,
  of,
  Subject,
  throwError,
  toArray,
  type Observable,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { pullMap } from 'smooth-operator-rx/node';

/** Values, and how many were taken so far. */
function counted(length: number) {
  const source = { taken: 0, returned: 0 };
  async function* values() {
    try {
      for (let n = 1; n <= length; n++) {
        source.taken = n;
        yield n;
        await Promise.resolve();
      }
    } finally {
      source.returned++;
    }
  }
  return Object.assign(source, { values: values() });
}

const all = <T>(values$: Observable<T>) =>
  lastValueFrom(values$.pipe(toArray()), { defaultValue: [] as T[] });

describe('pullMap', () => {
  it('works on so many values at once, and takes the next when one is done', async () => {
    const source = counted(5);
    const works = new Map<number, Subject<string>>();
    const begun$ = new Subject<number>();
    const done = all(
      pullMap(source.values, 2, (n) =>
        defer(() => {
          const work$ = new Subject<string>();
          works.set(n, work$);
          begun$.next(n);
          return work$;
        }),
      ),
    );
    const end = (n: number) => {
      works.get(n)?.next(`${n} done`);
      works.get(n)?.complete();
    };
    await firstValueFrom(begun$.pipe(map((n) => n === 2)));
    await firstValueFrom(begun$);
    expect([...works.keys()]).toEqual([1, 2]);
    expect(source.taken).toBe(2);
    for (const n of [2, 1, 3, 4]) {
      const next = n === 4 ? Promise.resolve(0) : firstValueFrom(begun$);
      end(n);
      await next;
    }
    end(5);
    expect(await done).toEqual(['2 done', '1 done', '3 done', '4 done', '5 done']);
    expect(source.returned).toBe(1);
  });

  it('takes arrays and generators, also more workers than values, and none', async () => {
    expect(await all(pullMap([1, 2, 3], 2, (n) => of(n * 2)))).toEqual([2, 4, 6]);
    expect(await all(pullMap([1], 9, (n) => [n, n]))).toEqual([1, 1]);
    expect(await all(pullMap([], 3, (n) => of(n)))).toEqual([]);
    expect(await all(pullMap([1, 2], 1, () => EMPTY))).toEqual([]);
  });

  it('is not deeper the longer it goes on', async () => {
    const length = 50_000;
    const sum = await lastValueFrom(
      pullMap(
        Array.from({ length }, (_, n) => n),
        1,
        (n) => of(n),
      ),
    );
    expect(sum).toBe(length - 1);
  });

  it('starts anew for each subscription, and does nothing before', async () => {
    let loops = 0;
    const source = {
      *[Symbol.iterator]() {
        loops++;
        yield 1;
      },
    };
    const values$ = pullMap(source, 1, (n) => of(n));
    expect(loops).toBe(0);
    await all(values$);
    await all(values$);
    expect(loops).toBe(2);
  });

  it.each([0, -1, NaN])('is invalid with a concurrency of %d, which would take nothing', (none) => {
    expect(() => pullMap([1], none, (value) => of(value))).toThrow(
      expect.objectContaining({ kind: 'invalid', code: 'INVALID_OPTION' }),
    );
  });

  it('leaves the others and the source when a projection fails', async () => {
    const source = counted(9);
    const left: string[] = [];
    const values$ = pullMap(source.values, 2, (n) =>
      n === 1
        ? NEVER.pipe((never$) => concat(of(n), never$)).pipe(ignoreElements())
        : throwError(() => new Error('no')),
    );
    await expect(all(values$)).rejects.toThrow('no');
    await source.values.next();
    expect(source).toMatchObject({ taken: 2, returned: 1 });
    expect(left).toEqual([]);
  });

  it('fails as its source does, or as making a projection does', async () => {
    // eslint-disable-next-line @typescript-eslint/require-await -- a source that fails
    async function* broken() {
      yield 1;
      throw new Error('source');
    }
    await expect(all(pullMap(broken(), 2, (n) => of(n)))).rejects.toThrow('source');
    await expect(
      all(
        pullMap([1], 1, () => {
          throw new Error('project');
        }),
      ),
    ).rejects.toThrow('project');
  });
});
