import { catchError, map, of, switchMap, throwError, type Observable } from 'rxjs';
import type { Log } from '../log';
import type { ConversationStore, Session } from '../store';
import type { InteractionKind, SessionStamp } from './kind';

/**
 * What is noted of the questions that a card or the agent asks. Each Observable is cold and emits
 * once; it errors when the store does, in words for the model.
 */
export interface Notes {
  /** Notes what the user is asked without a card: the answer may come in a later turn or session. */
  ask(conversationId: string, kind: InteractionKind, spec: object): Observable<unknown>;
  /** What the user was last asked of this kind without a card, if they were. */
  asked(conversationId: string, kind: InteractionKind): Observable<object | undefined>;
  /**
   * Notes on the session what the values tell of the user. No code has been sent to a new contact:
   * whoever it was that entered one is no longer known.
   */
  keep(sessionId: string, kind: InteractionKind, values: object): Observable<unknown>;
}

export function notesIn(store: ConversationStore, log: Log): Notes {
  // What a store says of its failure may name an address or a key.
  const plainly = <T>(work$: Observable<T>): Observable<T> =>
    work$.pipe(
      catchError((error: unknown) => {
        log({ kind: 'failed', error });
        return throwError(() => new Error('the server could not note it.'));
      }),
    );

  return {
    ask: (conversationId, { kind }, spec) =>
      store.conversation(conversationId).pipe(
        switchMap((conversation) =>
          store.updateConversation(conversationId, {
            asked: { ...conversation?.asked, [kind]: spec },
          }),
        ),
        plainly,
      ),
    asked: (conversationId, { kind }) =>
      store.conversation(conversationId).pipe(
        map((conversation) => conversation?.asked?.[kind]),
        plainly,
      ),
    keep: (sessionId, kind, values) => {
      const stamp = kind.stamp?.(values);
      if (!stamp || Object.keys(stamp).length === 0) return of(undefined);
      return store.session(sessionId).pipe(
        switchMap((session) =>
          store.updateSession(sessionId, {
            ...stamp,
            ...(session?.otpVerified && hasNewContact(stamp, session) && { otpVerified: false }),
          }),
        ),
        plainly,
      );
    },
  };
}

function hasNewContact({ contactEmail, contactPhone }: SessionStamp, known: Session): boolean {
  return (
    (contactEmail !== undefined && contactEmail !== known.contactEmail) ||
    (contactPhone !== undefined && contactPhone !== known.contactPhone)
  );
}
