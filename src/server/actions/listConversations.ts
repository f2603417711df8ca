import { map } from 'rxjs';
import { PAGE_LIMIT_DEFAULT, type ListConversations } from '../../protocol';
import { ownerOf } from '../access/ownership';
import type { Handler } from '../peer';
import type { ConversationSummary } from '../store';
import { titleFrom } from '../text/title';
import { storageError } from './storageError';

/** Lists the caller's conversations that have messages, the last written to first. */
export const listConversations: Handler<ListConversations> = ({ requestId, limit }, peer) => {
  const { store, events } = peer.service;
  return store.list(limit ?? PAGE_LIMIT_DEFAULT, ownerOf(peer.principal)).pipe(
    map((summaries) =>
      events.answered('list_conversations', requestId, {
        conversations: summaries.map((summary) => ({
          conversationId: summary.conversationId,
          title: titleOf(summary),
          updatedAt: new Date(summary.updatedAt).toISOString(),
          messageCount: summary.messageCount,
        })),
      }),
    ),
    storageError(requestId, peer),
  );
};

function titleOf({ conversationId, title, firstText }: ConversationSummary): string {
  return title ?? (titleFrom(firstText) || `Conversation ${conversationId}`);
}
