import { defer, EMPTY, mergeMap, of, repeat, take, type Observable } from 'rxjs';
import type { ConversationMessage, GetConversationMessagesResponse } from '../protocol';

export interface HistoryOptions {
  /** How many messages a page has, 1 to 100. @defaultValue the server's, 50 */
  readonly pageSize?: number;
  /**
   * Asks for the next page: when it next emits after a page has been delivered. Its completion ends
   * the history there. @defaultValue at once
   */
  readonly more$?: Observable<unknown>;
}

type Page = Pick<GetConversationMessagesResponse, 'messages' | 'hasMore' | 'nextCursor'>;

/** The messages of all pages; a page is fetched when the last message of the one before is delivered. */
export function historyOf(
  pageAt: (cursor: string | undefined) => Observable<Page>,
  more$: Observable<unknown> = of(0),
): Observable<ConversationMessage> {
  return defer(() => {
    let cursor: string | undefined;
    let isLast = false;
    return defer(() => pageAt(cursor)).pipe(
      mergeMap(({ messages, hasMore, nextCursor }) => {
        // A server that repeats a cursor would be asked for ever.
        isLast = !hasMore || !nextCursor || nextCursor === cursor;
        cursor = nextCursor ?? undefined;
        return messages;
      }),
      repeat({ delay: () => (isLast ? EMPTY : more$.pipe(take(1))) }),
    );
  });
}
