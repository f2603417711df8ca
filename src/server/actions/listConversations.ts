import { map, of } from 'rxjs';
import { PAGE_LIMIT_DEFAULT, type ListConversations } from '../../protocol';
import { ownerOf } from '../access/ownership';
import { listWithRoom } from '../limits/room';
import type { Handler } from '../peer';
import type { ConversationSummary } from '../store';
import { titleFrom } from '../text/title';
import { storageError } from './storageError';

/**
 * Lists the caller's conversations that have messages, the last written to first, as many as a frame
 * has room for. Those that nobody owns can be reached by their id, and the list tells ids: who has
 * not shown to belong to an organisation is told none.
 */
export const listConversations: Handler<ListConversations> = ({ requestId, limit }, peer) => {
  const { principal, service } = peer;
  const { store, events } = service;
  const summaries$ =
    principal?.isAuthenticated === false
      ? of([])
      : store.list(limit ?? PAGE_LIMIT_DEFAULT, ownerOf(principal));
  return summaries$.pipe(
    map((summaries) =>
      events.answered('list_conversations', requestId, {
        conversations: listWithRoom(summaries.map(asPublished)),
      }),
    ),
    storageError(requestId, peer),
  );
};

function asPublished(summary: ConversationSummary) {
  return {
    conversationId: summary.conversationId,
    title: titleOf(summary),
    updatedAt: new Date(summary.updatedAt).toISOString(),
    messageCount: summary.messageCount,
  };
}

function titleOf({ conversationId, title, firstText }: ConversationSummary): string {
  return title ?? (titleFrom(firstText) || `Conversation ${conversationId}`);
}
