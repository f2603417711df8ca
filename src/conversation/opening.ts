import {
  AsyncSubject,
  BehaviorSubject,
  catchError,
  concat,
  defer,
  EMPTY,
  filter,
  ignoreElements,
  map,
  NEVER,
  share,
  switchMap,
  type Observable,
} from 'rxjs';
import {
  CreateConversationSessionResponse,
  GetConversationMessagesResponse,
  type CreateConversationSession,
} from '../protocol';
import type { Channel } from './channel';
import type { Patience } from './offline';
import type { Line, Pool } from './pool';
import { Progress } from './progress';
import { RECOVERY_PAGE } from './recovery';
import { dataOf, responseData } from './response';
import type { TurnContext, TurnLimits } from './turnContext';
import { within } from './within';

/** Who talks to whom. `conversationId` takes up an earlier conversation. */
export type SessionOptions = Omit<CreateConversationSession, 'action' | 'requestId'>;

/** The session as the server gave it, and whether the conversation is the one that was asked for. */
export interface OpenedSession extends CreateConversationSessionResponse {
  /** True when an earlier conversation goes on; false when a new one was begun. */
  readonly resumed: boolean;
}

/** What a session needs to be opened. */
export interface OpeningEnvironment {
  readonly pool: Pool;
  readonly limits: TurnLimits;
}

/** One session on the lines of a pool. */
export interface Opening {
  readonly opened$: Observable<OpenedSession>;
  /** The session on a line, once: created there, or the conversation resumed. The line is held meanwhile. */
  readonly contextOn: (line: Line, patience: Patience) => Observable<TurnContext>;
  readonly isOpenOn: (line: Line) => boolean;
}

/**
 * Opens a session on each line that it is needed on, before anything else of it is sent there: the
 * first time a conversation is begun, and from then on it is taken up.
 *
 * ```
 * line 1  create--reply        !lost  connected--create(conversationId)--reply
 * line 2                  create(conversationId)--reply
 * ```
 */
export function opening(options: SessionOptions, { pool, limits }: OpeningEnvironment): Opening {
  const opened$ = new BehaviorSubject<OpenedSession | undefined>(undefined);
  const contexts = new WeakMap<Channel, Observable<TurnContext>>();
  const who = { ...options };
  let { conversationId } = options;
  let progress: Progress | undefined;
  /** The latest attempt to begin the conversation. */
  let beginning$: Observable<unknown> = EMPTY;

  const create = (channel: Channel, { hold }: Line): Observable<TurnContext> =>
    defer(() =>
      channel.request({ action: 'create_conversation_session', ...who, conversationId }),
    ).pipe(
      map((reply) => {
        const session = dataOf(reply, CreateConversationSessionResponse);
        const resumed = session.conversationId === conversationId;
        // How far a conversation went that was begun elsewhere is not known, but by the server's clock.
        const { timestamp: at = resumed ? Infinity : -Infinity } = reply;
        if (!resumed || !progress) progress = new Progress(at);
        ({ conversationId } = session);
        opened$.next({ ...session, resumed });
        const { sessionId } = session;
        return { channel, sessionId, hold$: hold.during(NEVER), limits, progress, latest$ };
      }),
    );

  /** Once per channel, whoever asks first; goes on if that one leaves; asked again if it failed. */
  const open = (channel: Channel, line: Line): Observable<TurnContext> => {
    const known = contexts.get(channel);
    if (known) return known;
    const isBegun = conversationId !== undefined;
    // Of two lines one begins the conversation, and the other takes it up.
    const others$ = beginning$.pipe(
      ignoreElements(),
      catchError(() => EMPTY),
    );
    const context$ = concat(isBegun ? EMPTY : others$, create(channel, line)).pipe(
      share({
        connector: () => new AsyncSubject(),
        resetOnComplete: false,
        resetOnRefCountZero: false,
      }),
    );
    contexts.set(channel, context$);
    if (!isBegun) beginning$ = context$;
    return context$;
  };

  const contextOn: Opening['contextOn'] = (line, patience) =>
    line.lease(patience).pipe(switchMap((channel) => open(channel, line)));

  const latest$ = within(
    defer(() => contextOn(pool.line(), { wait: () => NEVER })),
    ({ channel, sessionId }) =>
      channel
        .request({ action: 'get_conversation_messages', sessionId, limit: RECOVERY_PAGE })
        .pipe(responseData(GetConversationMessagesResponse)),
  );

  return {
    opened$: opened$.pipe(filter((session) => session !== undefined)),
    contextOn,
    isOpenOn: ({ now }) => {
      const { channel } = now();
      return channel !== undefined && contexts.has(channel);
    },
  };
}
