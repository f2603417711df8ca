import { concat, defer, endWith, ignoreElements, of, switchMap } from 'rxjs';
import type { CreateConversationSession } from '../../protocol';
import type { Handler } from '../peer';
import type { Conversation, Session } from '../store';
import { describeSession } from './describeSession';

/**
 * Opens a session, on the conversation named if there is one, else on a fresh one. An unknown
 * conversation gets the same answer as none, so that nobody can probe which exist.
 */
export const createConversationSession: Handler<CreateConversationSession> = (
  action,
  { service },
) => {
  const { store, events, ids } = service;
  const { requestId, conversationId } = action;

  return (conversationId === undefined ? of(undefined) : store.conversation(conversationId)).pipe(
    switchMap((known) => {
      const conversation: Conversation = {
        conversationId: known?.conversationId ?? ids(),
        userParticipantId: known?.userParticipantId ?? ids(),
        agentParticipantId: known?.agentParticipantId ?? ids(),
        supports: action.supports ?? known?.supports ?? [],
      };
      const session: Session = {
        sessionId: ids(),
        conversationId: conversation.conversationId,
        agentId: action.agentId,
        ...(action.userName !== undefined && { userName: action.userName }),
        ...(action.userEmail !== undefined && { userEmail: action.userEmail }),
        ...(action.browserFingerprint !== undefined && {
          browserFingerprint: action.browserFingerprint,
        }),
        ...(action.metadata !== undefined && { metadata: action.metadata }),
      };
      return concat(store.putConversation(conversation), store.putSession(session)).pipe(
        ignoreElements(),
        endWith(undefined),
        switchMap(() =>
          defer(() =>
            of(
              events.answered(
                'create_conversation_session',
                requestId,
                describeSession(session, conversation, service),
              ),
            ),
          ),
        ),
      );
    }),
  );
};
