import { map, of, switchMap } from 'rxjs';
import {
  ErrorCode,
  PAGE_LIMIT_DEFAULT,
  PAGE_LIMIT_MAX,
  type GetConversationMessages,
} from '../../protocol';
import { ownSession } from '../access/ownSession';
import { listWithRoom } from '../limits/room';
import type { Handler } from '../peer';
import type { StoredMessage } from '../store';
import { sessionNotFound } from './sessionNotFound';
import { storageError } from './storageError';

/**
 * Pages through a conversation, newest first. A page's cursor is the id of its oldest message. Long
 * messages make a page shorter than it was asked to be: it has to fit into a frame.
 */
export const getConversationMessages: Handler<GetConversationMessages> = (action, peer) => {
  const { service } = peer;
  const { store, events } = service;
  const { requestId, sessionId, cursor } = action;
  const limit = Math.min(action.limit ?? PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX);

  return ownSession(sessionId, peer).pipe(
    switchMap((own) => {
      if (!own) return of(sessionNotFound(requestId, service));
      return store.page(own.session.conversationId, limit + 1, cursor).pipe(
        map((found) => {
          if (!found) {
            return events.error(
              requestId,
              ErrorCode.VALIDATION_ERROR,
              'The cursor is not of this conversation.',
            );
          }
          const messages = listWithRoom(found.slice(0, limit).map(asPublished));
          const hasMore = found.length > messages.length;
          return events.answered('get_conversation_messages', requestId, {
            messages,
            nextCursor: hasMore ? messages.at(-1)?.id : null,
            hasMore,
          });
        }),
      );
    }),
    storageError(requestId, peer),
  );
};

function asPublished({ id, direction, text, createdAt }: StoredMessage) {
  return { id, direction, content: { text }, createdAt: new Date(createdAt).toISOString() };
}
