import {
  concat,
  defer,
  EMPTY,
  from,
  map,
  mergeMap,
  ReplaySubject,
  shareReplay,
  switchMap,
  tap,
  type Observable,
} from 'rxjs';
import type {
  ActionResponses,
  ConversationMessage,
  CreateConversationSession,
  CreateConversationSessionResponse,
  GetConversationMessagesResponse,
  GetSessionResponse,
  InteractionInvalid,
  ImmediateResponse,
  OtpInvalid,
  OtpVerified,
} from '../protocol';
import type { Channel, Unsent } from './channel';
import type { TurnEvent } from './events';
import type { BusyPolicy, Lane } from './lane';
import type { Hold } from './lease';
import type { Message, TurnContext, TurnLimits } from './liveTurn';
import { respond, type RequestAction, type RequestTag } from './response';
import { turn } from './turn';
import { within } from './within';

/** Who talks to whom. `conversationId` takes up an earlier conversation. */
export type SessionOptions = Omit<CreateConversationSession, 'action' | 'requestId'>;

/** The session as the server gave it, and whether the conversation is the one that was asked for. */
export interface OpenedSession extends CreateConversationSessionResponse {
  /** True when an earlier conversation goes on; false when a new one was begun. */
  readonly resumed: boolean;
}

export interface TurnOptions {
  /** Overrides the client's `whenBusy` for this turn. */
  readonly whenBusy?: BusyPolicy;
}

/**
 * A conversation with an agent. Nothing is sent until something is subscribed to: then the session
 * is created, once; on every new socket it is resumed before anything else of it is sent.
 */
export interface Session {
  /** The session each time it was created or resumed. Replays the latest; opens nothing. */
  readonly opened$: Observable<OpenedSession>;
  /**
   * One message and all that comes of it, as a cold Observable: see PROTOCOL.md for the events.
   *
   * ```
   * session.turn('Where is my order?')  --ack--t--t--t--(eventual_response|)
   * ```
   *
   * @throws through the Observable, a `SmoothOperatorError`
   * @example
   * session.turn('Where is my order?').pipe(tokens()).subscribe((token) => process.stdout.write(token));
   */
  turn(message: string | Message, options?: TurnOptions): Observable<TurnEvent>;
  /** The conversation's messages, newest first. A page is fetched when the one before has been taken. */
  history(options?: { readonly pageSize?: number }): Observable<ConversationMessage>;
  /** One page of the history, newest first. */
  messages(page?: {
    readonly limit?: number;
    readonly cursor?: string;
  }): Observable<GetConversationMessagesResponse>;
  /** What the server knows of this session. */
  info(): Observable<GetSessionResponse>;
  /** Answers a pending confirmation without its prompt, for example after a reload. */
  confirmToolAction(approved: boolean): Observable<ActionResponses['confirm_tool_action']>;
  /** Answers a pending interaction without its prompt. */
  submitInteraction(
    answer: InteractionAnswerAction,
  ): Observable<ImmediateResponse | InteractionInvalid>;
  /** Verifies a one-time code without its prompt. */
  verifyOtp(code: string): Observable<OtpVerified | OtpInvalid>;
  /** Stops whatever turn runs on the connection. The server says nothing to this itself: it completes when sent. */
  cancel(): Observable<never>;
}

export type InteractionAnswerAction = Omit<
  Unsent<Extract<Parameters<Channel['send']>[0], { action: 'submit_interaction' }>>,
  'action' | 'sessionId'
>;

/** What a session needs of its client. */
export interface SessionEnvironment {
  readonly lane: Lane;
  readonly lease$: Observable<Channel>;
  readonly hold: Hold;
  readonly hold$: Observable<never>;
  readonly limits: TurnLimits;
  readonly whenBusy: BusyPolicy;
}

export function createSession(options: SessionOptions, environment: SessionEnvironment): Session {
  const { lane, lease$, hold, hold$, limits, whenBusy } = environment;
  const opened$ = new ReplaySubject<OpenedSession>(1);
  const contexts = new WeakMap<Channel, Observable<TurnContext>>();
  let { conversationId } = options;

  /** Once per channel, whoever asks first; goes on if that one leaves; asked again if it failed. */
  const open = (channel: Channel): Observable<TurnContext> => {
    const known = contexts.get(channel);
    if (known) return known;
    const context$ = defer(() =>
      respond(channel, {
        ...options,
        ...(conversationId !== undefined && { conversationId }),
        action: 'create_conversation_session',
      }),
    ).pipe(
      tap((session) => {
        opened$.next({ ...session, resumed: session.conversationId === conversationId });
        ({ conversationId } = session);
      }),
      map(({ sessionId }): TurnContext => ({ channel, sessionId, hold$, limits })),
      shareReplay(1),
    );
    contexts.set(channel, context$);
    return context$;
  };

  const context$ = lease$.pipe(switchMap(open));

  const ask = <A extends RequestTag>(
    action: (sessionId: string) => RequestAction<A> & { readonly action: A },
  ): Observable<ActionResponses[A]> =>
    within(context$, ({ channel, sessionId }) => respond<A>(channel, action(sessionId)));

  const messages: Session['messages'] = (page = {}) =>
    ask((sessionId) => ({ ...page, action: 'get_conversation_messages', sessionId }));

  return {
    opened$: opened$.asObservable(),

    turn: (message, turnOptions) =>
      turn({
        lane,
        policy: turnOptions?.whenBusy ?? whenBusy,
        hold,
        context$,
        message: typeof message === 'string' ? { message } : message,
      }),

    history: ({ pageSize: limit } = {}) => {
      const from$ = (cursor?: string): Observable<ConversationMessage> =>
        messages({
          ...(limit !== undefined && { limit }),
          ...(cursor !== undefined && { cursor }),
        }).pipe(
          mergeMap((page) => {
            const next = page.hasMore ? page.nextCursor : undefined;
            const older$ = next && next !== cursor ? defer(() => from$(next)) : EMPTY;
            return concat(from(page.messages), older$);
          }),
        );
      return within(context$, () => from$());
    },

    messages,
    info: () => ask((sessionId) => ({ action: 'get_session', sessionId })),
    confirmToolAction: (approved) =>
      ask((sessionId) => ({ action: 'confirm_tool_action', sessionId, approved })),

    submitInteraction: (answer) =>
      within(
        context$,
        ({ channel, sessionId }) =>
          channel.request({ ...answer, action: 'submit_interaction', sessionId }) as Observable<
            ImmediateResponse | InteractionInvalid
          >,
      ),

    verifyOtp: (code) =>
      within(
        context$,
        ({ channel, sessionId }) =>
          channel.request({ action: 'verify_otp', sessionId, code }) as Observable<
            OtpVerified | OtpInvalid
          >,
      ),

    cancel: () =>
      within(context$, ({ channel, sessionId }) =>
        defer(() => {
          channel.send({ action: 'cancel', sessionId });
          return EMPTY;
        }),
      ),
  };
}
