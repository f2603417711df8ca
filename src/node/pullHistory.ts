import { firstValueFrom } from 'rxjs';
import type { Session } from '../conversation/session';
import type { ConversationMessage } from '../protocol';

/**
 * The messages of a conversation, newest first, as fast as they are taken and no faster: a page is
 * fetched when the loop asks for its first message. `session.history()` is an Observable, which
 * pushes; where each message takes its time, this pulls.
 *
 * ```
 * for await  m1--m2--m3----m4--m5--break
 * fetched    page 1    page 2
 * ```
 *
 * Leaving the loop fetches nothing more. The connection is held while a page is fetched; between two
 * pages it may close, and is opened again.
 *
 * @param session - whose conversation it is
 * @param options - `pageSize`: how many messages a page has, 1 to 100; the server's 50 unless given
 * @throws SmoothOperatorError in the loop, when a page cannot be had
 * @example
 * for await (const message of pullHistory(session, { pageSize: 20 })) {
 *   await archive.write(message);
 * }
 */
export async function* pullHistory(
  session: Pick<Session, 'messages'>,
  { pageSize: limit }: { readonly pageSize?: number } = {},
): AsyncGenerator<ConversationMessage, void, undefined> {
  let cursor: string | undefined;
  for (;;) {
    // eslint-disable-next-line rxjs-x/no-ignored-default-value -- a request emits, or errors
    const page = await firstValueFrom(
      session.messages({
        ...(limit !== undefined && { limit }),
        ...(cursor !== undefined && { cursor }),
      }),
    );
    yield* page.messages;
    const { hasMore, nextCursor } = page;
    // A server that repeats a cursor would be asked for ever.
    if (!hasMore || !nextCursor || nextCursor === cursor) return;
    cursor = nextCursor;
  }
}
