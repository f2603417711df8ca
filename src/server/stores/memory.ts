import { defer, of, type Observable } from 'rxjs';
import type { Conversation, ConversationStore, Session, StoredMessage } from '../store';

/** Conversations held in memory, for as long as the store is. */
export function memoryStore(): ConversationStore {
  const conversations = new Map<string, Conversation>();
  const sessions = new Map<string, Session>();
  /** In the order of their last message, the newest at the end. */
  const messages = new Map<string, StoredMessage[]>();

  const cold = <T>(read: () => T): Observable<T> => defer(() => of(read()));

  return {
    putConversation: (conversation) =>
      cold(() => void conversations.set(conversation.conversationId, conversation)),
    conversation: (conversationId) => cold(() => conversations.get(conversationId)),
    updateConversation: (conversationId, change) =>
      cold(() => amend(conversations, conversationId, change)),
    putSession: (session) => cold(() => void sessions.set(session.sessionId, session)),
    session: (sessionId) => cold(() => sessions.get(sessionId)),
    updateSession: (sessionId, change) => cold(() => amend(sessions, sessionId, change)),

    append: (message) =>
      cold(() => {
        const written = messages.get(message.conversationId) ?? [];
        written.push(message);
        messages.delete(message.conversationId);
        messages.set(message.conversationId, written);
      }),
    latest: (conversationId, count) =>
      cold(() => messages.get(conversationId)?.slice(-count) ?? []),
    page: (conversationId, count, before) =>
      cold(() => {
        const written = messages.get(conversationId) ?? [];
        const end =
          before === undefined ? written.length : written.findIndex(({ id }) => id === before);
        return end < 0 ? undefined : written.slice(Math.max(0, end - count), end).reverse();
      }),
    list: (count) =>
      cold(() =>
        Array.from(messages)
          .reverse()
          .slice(0, count)
          .map(([conversationId, written]) => ({
            conversationId,
            firstText: written.find(({ direction }) => direction === 'inbound')?.text ?? '',
            updatedAt: written.at(-1)?.createdAt ?? 0,
            messageCount: written.length,
          })),
      ),
  };
}

function amend<T extends object>(
  all: Map<string, T>,
  id: string,
  change: NoInfer<Partial<T>>,
): T | undefined {
  const known = all.get(id);
  if (known === undefined) return undefined;
  const amended = { ...known, ...change };
  all.set(id, amended);
  return amended;
}
