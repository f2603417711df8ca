import { map, switchMap, type Observable } from 'rxjs';
import type { Peer } from '../peer';
import type { Conversation, Session } from '../store';
import { mayReach } from './ownership';

/** A session and the conversation it is a handle on. */
export interface OwnSession {
  readonly session: Session;
  readonly conversation: Conversation;
}

/**
 * The session of that id, if the caller may know of it; `undefined` if there is none and if it is
 * somebody else's, so that nobody can tell the two apart. Cold, emits once; errors when the store
 * does.
 */
export function ownSession(
  sessionId: string,
  { principal, service: { store } }: Pick<Peer, 'principal' | 'service'>,
): Observable<OwnSession | undefined> {
  return store.session(sessionId).pipe(
    switchMap((session) =>
      // Looked up without a session, too: an id that exists takes no longer than one that does not.
      store
        .conversation(session?.conversationId ?? sessionId)
        .pipe(
          map((conversation) =>
            session && conversation && mayReach(conversation, principal)
              ? { session, conversation }
              : undefined,
          ),
        ),
    ),
  );
}
