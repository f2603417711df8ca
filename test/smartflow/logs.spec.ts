import { lastValueFrom, Subject, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ValidationError, type LogOptions } from 'smooth-operator-rx/smartflow';
import { gatewayClient, json } from './kit';

const log = (n: number) => ({ request_id: `r${n}` });
const ids = (logs: readonly { readonly request_id: string }[]) =>
  logs.map(({ request_id }) => request_id);

/** A gateway with some logs, to which more may come between two pages, and what it is asked for. */
function gatewayWith(count: number, arriving: readonly number[] = [], atMost = Infinity) {
  let all = Array.from({ length: count }, (_, n) => log(count - n));
  let pages = 0;
  const { smartflow, sent } = gatewayClient(({ url }) => {
    const newer = arriving[pages++ - 1] ?? 0;
    all = [...Array.from({ length: newer }, (_, n) => log(1_000 * pages - n)), ...all];
    const [limit, offset] = ['limit', 'offset'].map((name) => Number(url.searchParams.get(name)));
    return json({ data: all.slice(offset, (offset ?? 0) + Math.min(limit ?? 0, atMost)) });
  });
  const logs = (options?: LogOptions) => lastValueFrom(smartflow.logs(options).pipe(toArray()));
  const offsets = () => sent.map(({ url }) => url.searchParams.get('offset'));
  return { smartflow, sent, logs, offsets };
}

describe('logs()', () => {
  it('are those of all pages, to an empty one', async () => {
    const { logs, offsets } = gatewayWith(5);
    expect(ids(await logs({ pageSize: 2 }))).toEqual(['r5', 'r4', 'r3', 'r2', 'r1']);
    expect(offsets()).toEqual(['0', '2', '4', '5']);
  });

  it.each([0, -1, NaN])('come in no pages of %d: it would be told as the end', async (pageSize) => {
    const { logs, sent } = gatewayWith(5);
    await expect(logs({ pageSize })).rejects.toBeInstanceOf(ValidationError);
    expect(sent).toEqual([]);
  });

  it('are none where there are none', async () => {
    const { logs, offsets } = gatewayWith(0);
    expect(await logs()).toEqual([]);
    expect(offsets()).toEqual(['0']);
  });

  it('go on where a page ended that was shorter than was asked for', async () => {
    const { logs, offsets } = gatewayWith(5, [], 2);
    expect(ids(await logs({ pageSize: 3 }))).toEqual(['r5', 'r4', 'r3', 'r2', 'r1']);
    expect(offsets()).toEqual(['0', '2', '4', '5']);
  });

  it('pass the filters on with every page', async () => {
    const { logs, sent } = gatewayWith(2);
    await logs({ pageSize: 1, provider: 'openai', model: 'm', days: 1, userId: 'u' });
    for (const { url, headers } of sent) {
      expect(Object.fromEntries(url.searchParams)).toMatchObject({
        limit: '1',
        provider: 'openai',
        model: 'm',
        days: '1',
      });
      expect(headers['x-smartflow-user-id']).toBe('u');
    }
  });

  it('that are left are not fetched', async () => {
    const { smartflow, offsets } = gatewayWith(10);
    const some$ = smartflow.logs({ pageSize: 2 }).pipe(take(3), toArray());
    expect(ids(await lastValueFrom(some$))).toEqual(['r10', 'r9', 'r8']);
    expect(offsets()).toEqual(['0', '2']);
  });

  it('that were moved to the next page by newer ones come once', async () => {
    const { logs } = gatewayWith(6, [1, 2]);
    expect(ids(await logs({ pageSize: 2 }))).toEqual(['r6', 'r5', 'r4', 'r3', 'r2', 'r1']);
  });

  it('without an id are all there', async () => {
    const { smartflow } = gatewayClient(({ url }) =>
      json({ data: Number(url.searchParams.get('offset')) < 4 ? [{}, {}] : [] }),
    );
    expect(await lastValueFrom(smartflow.logs().pipe(toArray()))).toHaveLength(4);
  });

  it('wait for demand, and end with it', async () => {
    const more$ = new Subject<void>();
    const { smartflow, offsets } = gatewayWith(10);
    const seen: string[] = [];
    const done = new Promise<void>((resolve) => {
      smartflow.logs({ pageSize: 2, more$ }).subscribe({
        next: ({ request_id }) => {
          seen.push(request_id);
          if (request_id === 'r9')
            queueMicrotask(() => {
              more$.next();
            });
          if (request_id === 'r7')
            queueMicrotask(() => {
              more$.complete();
            });
        },
        complete: resolve,
      });
    });
    await done;
    expect(seen).toEqual(['r10', 'r9', 'r8', 'r7']);
    expect(offsets()).toEqual(['0', '2']);
  });

  it('begin anew with each subscription', async () => {
    const { smartflow, offsets } = gatewayWith(1);
    const all$ = smartflow.logs().pipe(toArray());
    expect(await lastValueFrom(all$)).toEqual(await lastValueFrom(all$));
    expect(offsets()).toEqual(['0', '1', '0', '1']);
  });

  it('in a loop are fetched as they are taken', async () => {
    const { smartflow, offsets } = gatewayWith(10);
    const seen: (readonly [string, number])[] = [];
    for await (const { request_id } of smartflow.promises.logs({ pageSize: 2 })) {
      // Whatever the client may do while somebody thinks.
      for (let turn = 0; turn < 50; turn++) await Promise.resolve();
      seen.push([request_id, offsets().length]);
      if (request_id === 'r6') break;
    }
    expect(seen).toEqual([
      ['r10', 1],
      ['r9', 1],
      ['r8', 2],
      ['r7', 2],
      ['r6', 3],
    ]);
    expect(offsets()).toEqual(['0', '2', '4']);
  });

  it('in a loop go on past a page that had nothing new, to the end', async () => {
    const { smartflow } = gatewayWith(4, [2, 2, 0]);
    const seen: string[] = [];
    for await (const { request_id } of smartflow.promises.logs({ pageSize: 2 })) {
      seen.push(request_id);
    }
    expect(new Set(seen)).toEqual(new Set(['r4', 'r3', 'r2', 'r1']));
  });
});
