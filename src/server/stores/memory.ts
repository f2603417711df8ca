import { Observable } from 'rxjs';
import type { ConversationStore, Owner, Session } from '../store';
import { frozen } from './frozen';
import { Recency } from './recency';
import { Thread } from './thread';

/**
 * Conversations held in memory, for as long as the store is. What goes in is copied, and what comes
 * out is frozen: nobody changes the store but through its methods.
 */
export function memoryStore(): ConversationStore {
  const threads = new Map<string, Thread>();
  const sessions = new Map<string, Session>();
  /** The threads that have messages: all of them, and those of each owner. */
  const written = new Recency<Thread>();
  const writtenOf = new Map<string, Recency<Thread>>();
  let writes = 0;

  const owned = ({ conversation: { owner } }: Thread): Recency<Thread> | undefined => {
    if (!owner) return undefined;
    const of = writtenOf.get(keyOf(owner)) ?? new Recency<Thread>();
    writtenOf.set(keyOf(owner), of);
    return of;
  };
  const threadOf = (conversationId: string): Thread => {
    const thread = threads.get(conversationId);
    if (!thread) throw new Error(`There is no conversation ${conversationId}`);
    return thread;
  };

  return {
    putConversation: (conversation) =>
      cold(() => {
        const kept = frozen(conversation);
        const thread = threads.get(kept.conversationId);
        if (!thread) {
          threads.set(kept.conversationId, new Thread(kept));
          return;
        }
        owned(thread)?.remove(thread);
        thread.conversation = kept;
        if (thread.writtenAt > 0) owned(thread)?.place(thread);
      }),
    conversation: (conversationId) => cold(() => threads.get(conversationId)?.conversation),
    updateConversation: (conversationId, change) =>
      cold(() => {
        const thread = threads.get(conversationId);
        if (thread) thread.conversation = frozen({ ...thread.conversation, ...change });
        return thread?.conversation;
      }),

    putSession: (session) => cold(() => void sessions.set(session.sessionId, frozen(session))),
    session: (sessionId) => cold(() => sessions.get(sessionId)),
    updateSession: (sessionId, change) =>
      cold(() => {
        const known = sessions.get(sessionId);
        if (!known) return undefined;
        const changed = frozen({ ...known, ...change });
        sessions.set(sessionId, changed);
        return changed;
      }),

    append: (message) =>
      cold(() => {
        const thread = threadOf(message.conversationId);
        const { id, conversationId, direction, text, createdAt } = message;
        // Not `{ ...message }`: frozen, such a copy is of a shape of its own, and slow to read.
        thread.append(Object.freeze({ id, conversationId, direction, text, createdAt }));
        thread.writtenAt = ++writes;
        written.place(thread);
        owned(thread)?.place(thread);
      }),
    latest: (conversationId, count) => cold(() => threads.get(conversationId)?.latest(count) ?? []),
    page: (conversationId, count, before) =>
      cold(() => {
        const thread = threads.get(conversationId);
        return thread ? thread.page(count, before) : before === undefined ? [] : undefined;
      }),
    list: (count, owner) =>
      cold(() => {
        const among = owner ? writtenOf.get(keyOf(owner)) : written;
        const summaries = [];
        for (const thread of among?.newestFirst() ?? []) {
          if (summaries.length >= count) break;
          summaries.push(thread.summary());
        }
        return summaries;
      }),
  };
}

function cold<T>(work: () => T): Observable<T> {
  return new Observable((subscriber) => {
    subscriber.next(work());
    subscriber.complete();
  });
}

/** Two owners are the same exactly when their keys are. */
function keyOf({ org, email }: Owner): string {
  return JSON.stringify([org, email]);
}
