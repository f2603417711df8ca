import { map, of, switchMap } from 'rxjs';
import { ErrorCode, type RenameConversation } from '../../protocol';
import { mayReach } from '../access/ownership';
import type { Handler } from '../peer';
import { titleGiven } from '../text/title';
import { storageError } from './storageError';

/** Gives the caller's conversation a title, and answers with the title as it was kept. */
export const renameConversation: Handler<RenameConversation> = (action, peer) => {
  const { requestId, conversationId } = action;
  const { store, events } = peer.service;
  const title = titleGiven(action.title);
  if (title === '') {
    const message = 'The title has nothing but quotes, Markdown and white space. Give it a word.';
    return of(events.error(requestId, ErrorCode.VALIDATION_ERROR, message));
  }

  return store.conversation(conversationId).pipe(
    switchMap((found) =>
      found && mayReach(found, peer.principal)
        ? store.updateConversation(conversationId, { title })
        : of(undefined),
    ),
    map((renamed) =>
      renamed
        ? events.answered('rename_conversation', requestId, { conversationId, title })
        : events.error(
            requestId,
            ErrorCode.CONVERSATION_NOT_FOUND,
            'There is no such conversation.',
          ),
    ),
    storageError(requestId, peer),
  );
};
