import { map, of, switchMap, type Observable } from 'rxjs';
import { ErrorCode, type CreateConversationSession } from '../../protocol';
import { mayReach, ownerOf } from '../access/ownership';
import type { Handler } from '../peer';
import type { Conversation, Session } from '../store';
import { describeSession } from './describeSession';
import { storageError } from './storageError';

/**
 * Opens a session, on the conversation named if it is there and the caller's, else on a fresh one.
 * One that is unknown and one that is somebody else's get the same answer as none, so that nobody
 * can probe which exist.
 */
export const createConversationSession: Handler<CreateConversationSession> = (action, peer) => {
  const { service } = peer;
  const { store, events, ids, checkUser } = service;
  const { requestId, conversationId, supports, authContext } = action;

  if (authContext && checkUser) {
    const user = checkUser(authContext, peer.principal);
    if (!user) {
      const message = 'The authContext is forged or older than a minute. Sign it anew.';
      return of(events.error(requestId, ErrorCode.AUTH_CONTEXT_INVALID, message));
    }
    peer.principal = user;
  }
  const { principal } = peer;

  const fresh = (): Observable<Conversation> => {
    const owner = ownerOf(principal);
    const conversation: Conversation = {
      conversationId: ids(),
      userParticipantId: ids(),
      agentParticipantId: ids(),
      supports: supports ?? [],
      ...(owner && { owner }),
    };
    return store.putConversation(conversation).pipe(map(() => conversation));
  };
  // Only what was declared anew: a title given at this moment by another session stays.
  const resumed = (known: Conversation): Observable<Conversation> =>
    supports === undefined
      ? of(known)
      : store
          .updateConversation(known.conversationId, { supports })
          .pipe(switchMap((updated) => (updated ? of(updated) : fresh())));

  return (conversationId === undefined ? of(undefined) : store.conversation(conversationId)).pipe(
    switchMap((known) => (known && mayReach(known, principal) ? resumed(known) : fresh())),
    switchMap((conversation) => {
      const session = opened(action, conversation, ids());
      return store
        .putSession(session)
        .pipe(
          map(() =>
            events.answered(
              'create_conversation_session',
              requestId,
              describeSession(session, conversation, service),
            ),
          ),
        );
    }),
    storageError(requestId, peer),
  );
};

function opened(
  { agentId, userName, userEmail, browserFingerprint, metadata }: CreateConversationSession,
  { conversationId }: Conversation,
  sessionId: string,
): Session {
  return {
    sessionId,
    conversationId,
    agentId,
    ...(userName !== undefined && { userName }),
    ...(userEmail !== undefined && { userEmail }),
    ...(browserFingerprint !== undefined && { browserFingerprint }),
    ...(metadata !== undefined && { metadata }),
  };
}
