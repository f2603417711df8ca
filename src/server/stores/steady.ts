import {
  defaultIfEmpty,
  defer,
  ignoreElements,
  Observable,
  take,
  takeLast,
  type MonoTypeOperatorFunction,
} from 'rxjs';
import type { ConversationStore } from '../store';

/** A store did not do what it was asked; `cause` is what it failed with. */
export class StorageError extends Error {
  override readonly name = 'StorageError';

  constructor(method: keyof ConversationStore, cause: unknown) {
    super(`The store failed on ${method}: ${cause instanceof Error ? cause.message : 'no Error'}`, {
      cause,
    });
  }
}

/**
 * The host's store, as the rest of the server may rely on it: every Observable is cold and emits
 * once, and whatever goes wrong, thrown or emitted, is a {@link StorageError}.
 *
 * ```
 * read    --v--v--|   first value counts     --(v|)
 * change  --v--v--|   last value counts      --------(v|)
 * write   --------|   done when it completes --------(u|)
 * read    --------|                          --------#
 * ```
 */
export function steady(store: ConversationStore): ConversationStore {
  const read = <T>(method: keyof ConversationStore, call: () => Observable<T>): Observable<T> =>
    defer(call).pipe(take(1), done(method));
  const change = <T>(method: keyof ConversationStore, call: () => Observable<T>): Observable<T> =>
    defer(call).pipe(takeLast(1), done(method));
  const write = (
    method: keyof ConversationStore,
    call: () => Observable<void>,
  ): Observable<undefined> =>
    defer(call).pipe(ignoreElements(), defaultIfEmpty(undefined), done(method));

  return {
    putConversation: (conversation) =>
      write('putConversation', () => store.putConversation(conversation)),
    conversation: (id) => read('conversation', () => store.conversation(id)),
    updateConversation: (id, changes) =>
      change('updateConversation', () => store.updateConversation(id, changes)),
    putSession: (session) => write('putSession', () => store.putSession(session)),
    session: (id) => read('session', () => store.session(id)),
    updateSession: (id, changes) => change('updateSession', () => store.updateSession(id, changes)),
    append: (message) => write('append', () => store.append(message)),
    latest: (id, count) => read('latest', () => store.latest(id, count)),
    page: (id, count, before) => read('page', () => store.page(id, count, before)),
    list: (count, owner) => read('list', () => store.list(count, owner)),
  };
}

/** Passes a value on; that there is none is a failure, too. One Observable, since a turn calls five times. */
function done<T>(method: keyof ConversationStore): MonoTypeOperatorFunction<T> {
  return (work$) =>
    new Observable((subscriber) => {
      let isEmpty = true;
      const failed = (cause: unknown) => {
        subscriber.error(new StorageError(method, cause));
      };
      return work$.subscribe({
        next: (value) => {
          isEmpty = false;
          subscriber.next(value);
        },
        error: failed,
        complete: () => {
          if (isEmpty) failed(new Error('it completed without a value'));
          else subscriber.complete();
        },
      });
    });
}
