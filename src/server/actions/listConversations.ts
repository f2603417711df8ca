import { map } from 'rxjs';
import { PAGE_LIMIT_DEFAULT, TITLE_MAX, type ListConversations } from '../../protocol';
import type { Handler } from '../peer';
import type { ConversationSummary } from '../store';
import { storageError } from './storageError';

/** Lists the conversations that have messages, the last written to first. */
export const listConversations: Handler<ListConversations> = ({ requestId, limit }, peer) => {
  const { store, events } = peer.service;
  return store.list(limit ?? PAGE_LIMIT_DEFAULT).pipe(
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

/** What the user wrote first, as one short line without Markdown in front. */
function titleOf({ conversationId, firstText }: ConversationSummary): string {
  const line = firstText
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .replace(/^(?:[#>*_~`+-]+|\d+[.)](?=\s)|\s+)+/, '');
  const characters = Array.from(line.trim());
  if (characters.length === 0) return `Conversation ${conversationId}`;
  return characters.length > TITLE_MAX
    ? `${characters.slice(0, TITLE_MAX).join('')}…`
    : characters.join('');
}
