import {
  concatMap,
  delay,
  EMPTY,
  map,
  mergeMap,
  NEVER,
  of,
  take,
  takeWhile,
  throwError,
  timer,
  type Observable,
} from 'rxjs';
import type { Session } from 'smooth-operator-rx';
import { event, type ScriptedSocket } from 'smooth-operator-rx/testing';
import { describe, expect, it } from 'vitest';
import { AGENT, answering, only, turnTest } from '../turnTest';

const message = (n: number) => ({
  id: `m${n}`,
  direction: 'inbound' as const,
  content: { text: `${n}` },
  createdAt: '2026-01-01T00:00:00Z',
});

type Page = Record<string, unknown>;

const FIVE: Readonly<Record<string, Page>> = {
  first: { messages: [message(5), message(4)], hasMore: true, nextCursor: 'm4' },
  m4: { messages: [message(3), message(2)], hasMore: true, nextCursor: 'm2' },
  m2: { messages: [message(1)], hasMore: false, nextCursor: null },
};

/** A server whose pages take ten milliseconds each. */
const paging = (pageAt: (cursor: string) => Page, ms = 10) =>
  answering({
    get_conversation_messages: (a) =>
      of(event.immediateResponse(a, pageAt(a.cursor ?? 'first'))).pipe(
        ms > 0 ? delay(ms) : map((e) => e),
      ),
  });

const five = paging((cursor) => FIVE[cursor] ?? {});

const ids = (session: Session, options?: Parameters<Session['history']>[0]): Observable<string> =>
  session.history(options).pipe(map(({ id }) => id));

/** The cursors that were asked for. */
const asked = ({ sent$ }: ScriptedSocket): Observable<unknown> =>
  only(sent$, 'get_conversation_messages').pipe(
    map((a) => ('cursor' in a ? a.cursor : 'first') as unknown),
  );

const MESSAGES = { a: 'm5', b: 'm4', c: 'm3', d: 'm2', e: 'm1' };
const PAGES = { f: 'first', a: 'm4', b: 'm2' };

describe('the history', () => {
  it('comes newest first, a page when the one before has been delivered [PAGE-1] [PAGE-4]', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(five);
      const session = client(scripted).session({ agentId: AGENT });
      expectObservable(ids(session)).toBe('10ms (ab) 6ms (cd) 6ms (e|)', MESSAGES);
      expectObservable(asked(scripted)).toBe('f 9ms a 9ms b', PAGES);
    });
  });

  it.each<[string, (source$: Observable<string>) => Observable<string>]>([
    ['take', take(2)],
    ['takeWhile', takeWhile((id) => id !== 'm3')],
    ['takeWhile, its last value included', takeWhile((id) => id !== 'm4', true)],
  ])('fetches nothing after what %s has let go', (name, operator) => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(five);
      const session = client(scripted).session({ agentId: AGENT });
      const [taken, pages] =
        name === 'takeWhile' ? ['10ms (ab) 6ms |', 'f 9ms a'] : ['10ms (ab|)', 'f'];
      expectObservable(ids(session).pipe(operator)).toBe(taken, MESSAGES);
      expectObservable(asked(scripted)).toBe(pages, PAGES);
    });
  });

  it('fetches nothing after it was unsubscribed from, and hears nothing of the page on its way', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(five);
      const app = client(scripted, { linger: 0 });
      expectObservable(ids(app.session({ agentId: AGENT })), '-----!').toBe('');
      expectObservable(asked(scripted)).toBe('f', PAGES);
      expectObservable(
        scripted.sockets$.pipe(mergeMap((s) => ('closedByClient' in s ? of('x') : EMPTY))),
      ).toBe('-----x');
    });
  });

  it('runs ahead of an operator that buffers, which `more$` prevents', () => {
    turnTest(({ server, client, hot, expectObservable }) => {
      const slowly = concatMap((id: string) => of(id).pipe(delay(10)));
      const eager = server(five);
      expectObservable(ids(client(eager).session({ agentId: AGENT })).pipe(slowly)).toBe(
        '20ms a 9ms b 9ms c 9ms d 9ms (e|)',
        MESSAGES,
      );
      expectObservable(asked(eager)).toBe('f 9ms a 9ms b', PAGES);

      const asking = server(five);
      const more$ = hot('30ms m 29ms m');
      expectObservable(
        ids(client(asking).session({ agentId: AGENT }), { more$ }).pipe(slowly),
      ).toBe('20ms a 9ms b 19ms c 9ms d 19ms (e|)', MESSAGES);
      expectObservable(asked(asking)).toBe('f 29ms a 29ms b', PAGES);
    });
  });

  it('fetches a page a time, each when `more$` asks for it after the last was delivered', () => {
    turnTest(({ server, client, hot, expectObservable }) => {
      const scripted = server(five);
      const session = client(scripted).session({ agentId: AGENT });
      // The first and the third come while a page is on its way: nothing waits for them.
      const more$ = hot('5ms m 9ms m 4ms m 19ms m');
      expectObservable(ids(session, { more$ })).toBe('10ms (ab) 11ms (cd) 21ms (e|)', MESSAGES);
      expectObservable(asked(scripted)).toBe('f 14ms a 24ms b', PAGES);
    });
  });

  it('ends where `more$` completes, and fails as it fails', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const session = client(server(five)).session({ agentId: AGENT });
      expectObservable(ids(session, { more$: EMPTY })).toBe('10ms (ab|)', MESSAGES);
      expectObservable(ids(session, { more$: cold('20ms #') })).toBe('10ms (ab) 16ms #', MESSAGES);
      expectObservable(ids(session, { more$: NEVER }), '20ms !').toBe('10ms (ab)', MESSAGES);
    });
  });

  it('fails with the page that fails; what was delivered stays so', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(
        answering({
          get_conversation_messages: (a) =>
            of(
              a.cursor
                ? event.error(a, 'STORAGE_ERROR')
                : event.immediateResponse(a, FIVE['first'] as Page),
            ),
        }),
      );
      expectObservable(ids(client(scripted).session({ agentId: AGENT }))).toBe(
        '(ab#)',
        MESSAGES,
        expect.objectContaining({ kind: 'failed', code: 'STORAGE_ERROR', retryable: true }),
      );
    });
  });

  it('fails with the connection, in the middle of page 2', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(
        answering({
          get_conversation_messages: (a) =>
            a.cursor
              ? timer(10).pipe(mergeMap(() => throwError(() => new Error('cut'))))
              : of(event.immediateResponse(a, FIVE['first'] as Page)),
        }),
      );
      expectObservable(ids(client(scripted).session({ agentId: AGENT }))).toBe(
        '(ab) 6ms #',
        MESSAGES,
        expect.objectContaining({ kind: 'interrupted', closeCode: 1006 }),
      );
    });
  });

  it('ends at an empty page: a cursor at the oldest message [PAGE-3]', () => {
    turnTest(({ server, client, expectObservable }) => {
      const pages: Record<string, Page> = {
        first: { messages: [message(1)], hasMore: true, nextCursor: 'm1' },
        m1: { messages: [], hasMore: false, nextCursor: null },
      };
      const scripted = server(paging((cursor) => pages[cursor] ?? {}, 0));
      expectObservable(ids(client(scripted).session({ agentId: AGENT }))).toBe('(e|)', MESSAGES);
    });
  });

  it('ends when a server repeats a cursor [PAGE-4]', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(
        paging(() => ({ messages: [message(1)], hasMore: true, nextCursor: 'x' }), 0),
      );
      expectObservable(ids(client(scripted).session({ agentId: AGENT }))).toBe('(ee|)', MESSAGES);
    });
  });

  it('ends when a server says that there is more and not where', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(paging(() => ({ messages: [message(1)], hasMore: true }), 0));
      expectObservable(ids(client(scripted).session({ agentId: AGENT }))).toBe('(e|)', MESSAGES);
    });
  });

  it('starts anew with each subscription', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(five);
      const ids$ = ids(client(scripted).session({ agentId: AGENT }));
      expectObservable(ids$.pipe(take(1))).toBe('10ms (a|)', MESSAGES);
      expectObservable(timer(5).pipe(mergeMap(() => ids$.pipe(take(1))))).toBe(
        '15ms (a|)',
        MESSAGES,
      );
    });
  });

  it('passes through as many pages as there are', () => {
    turnTest(({ server, client, expectObservable, flush }) => {
      const scripted = server(
        paging((cursor) => {
          const n = cursor === 'first' ? 5_000 : Number(cursor);
          return { messages: [message(n)], hasMore: n > 1, nextCursor: n > 1 ? `${n - 1}` : null };
        }, 1),
      );
      let count = 0;
      expectObservable(
        client(scripted)
          .session({ agentId: AGENT })
          .history()
          .pipe(mergeMap(() => (++count, EMPTY))),
      ).toBe('5000ms |');
      flush();
      expect(count).toBe(5_000);
    });
  });
});
