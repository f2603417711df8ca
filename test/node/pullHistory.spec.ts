import { firstValueFrom, of, ReplaySubject, throwError } from 'rxjs';
import type { Session } from 'smooth-operator-rx';
import { pullHistory } from 'smooth-operator-rx/node';
import { describe, expect, it } from 'vitest';

type Page = { n: number; more: string | null; hasMore?: boolean };

const message = (id: string) => ({
  id,
  direction: 'inbound' as const,
  content: { text: id },
  createdAt: '2026-01-01T00:00:00Z',
});

/** A session of pages with two messages each, and what was asked of it. */
function paged(pages: Readonly<Record<string, Page>>) {
  const asked: unknown[] = [];
  const session: Pick<Session, 'messages'> = {
    messages: (page = {}) => {
      asked.push(page);
      const { n, more, hasMore = more !== null } = pages[page.cursor ?? ''] ?? { n: 0, more: null };
      if (n < 0) return throwError(() => new Error('no page'));
      return of({ messages: [message(`${n}a`), message(`${n}b`)], nextCursor: more, hasMore });
    },
  };
  return { asked, session };
}

const THREE = { '': { n: 1, more: 'x' }, x: { n: 2, more: 'y' }, y: { n: 3, more: null } };

async function taken(session: Pick<Session, 'messages'>, count = Infinity): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of pullHistory(session, { pageSize: 2 })) {
    ids.push(id);
    if (ids.length === count) break;
  }
  return ids;
}

describe('pullHistory', () => {
  it('gives the messages of all pages, newest first', async () => {
    const { asked, session } = paged(THREE);
    expect(await taken(session)).toEqual(['1a', '1b', '2a', '2b', '3a', '3b']);
    expect(asked).toEqual([{ limit: 2 }, { limit: 2, cursor: 'x' }, { limit: 2, cursor: 'y' }]);
  });

  it('fetches a page when its first message is asked for, and not before [PAGE-4]', async () => {
    const { asked, session } = paged(THREE);
    const pulled = pullHistory(session);
    expect(asked).toHaveLength(0);
    await pulled.next();
    await pulled.next();
    expect(asked).toHaveLength(1);
    await pulled.next();
    expect(asked).toEqual([{}, { cursor: 'x' }]);
    await pulled.return();
    expect(asked).toHaveLength(2);
  });

  it('fetches nothing more when the loop is left', async () => {
    const { asked, session } = paged(THREE);
    expect(await taken(session, 2)).toEqual(['1a', '1b']);
    expect(asked).toHaveLength(1);
  });

  it('waits while a message is dealt with', async () => {
    const { asked, session } = paged(THREE);
    const dealt$ = new ReplaySubject<void>(1);
    const loop = (async () => {
      for await (const { id } of pullHistory(session))
        if (id === '1b') await firstValueFrom(dealt$);
    })();
    await Promise.resolve();
    expect(asked).toHaveLength(1);
    dealt$.next();
    await loop;
    expect(asked).toHaveLength(3);
  });

  it('throws in the loop when a page cannot be had', async () => {
    const { session } = paged({ '': { n: 1, more: 'x' }, x: { n: -1, more: null } });
    await expect(taken(session)).rejects.toThrow('no page');
  });

  it.each<[string, Record<string, Page>]>([
    ['repeats a cursor', { '': { n: 1, more: 'x' }, x: { n: 2, more: 'x' } }],
    [
      'says that there is more and not where',
      { '': { n: 1, more: 'x' }, x: { n: 2, more: null, hasMore: true } },
    ],
  ])('ends when a server %s', async (_, pages) => {
    expect(await taken(paged(pages).session)).toEqual(['1a', '1b', '2a', '2b']);
  });
});
