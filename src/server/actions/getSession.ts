import { map } from 'rxjs';
import type { GetSession } from '../../protocol';
import { ownSession } from '../access/ownSession';
import type { Handler } from '../peer';
import { describeSession } from './describeSession';
import { sessionNotFound } from './sessionNotFound';
import { storageError } from './storageError';

export const getSession: Handler<GetSession> = ({ requestId, sessionId }, peer) => {
  const { service } = peer;
  return ownSession(sessionId, peer).pipe(
    map((own) =>
      own
        ? service.events.answered('get_session', requestId, {
            ...describeSession(own.session, own.conversation, service),
            threadId: own.session.conversationId,
            status: 'active',
          })
        : sessionNotFound(requestId, service),
    ),
    storageError(requestId, peer),
  );
};
