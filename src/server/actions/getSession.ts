import { map, of, switchMap } from 'rxjs';
import type { GetSession } from '../../protocol';
import type { Handler } from '../peer';
import { describeSession } from './describeSession';
import { sessionNotFound } from './sessionNotFound';

export const getSession: Handler<GetSession> = ({ requestId, sessionId }, { service }) => {
  const { store, events } = service;
  return store.session(sessionId).pipe(
    switchMap((session) => {
      if (!session) return of(sessionNotFound(requestId, service));
      return store.conversation(session.conversationId).pipe(
        map((conversation) =>
          conversation
            ? events.answered('get_session', requestId, {
                ...describeSession(session, conversation, service),
                threadId: session.conversationId,
                status: 'active',
              })
            : sessionNotFound(requestId, service),
        ),
      );
    }),
  );
};
