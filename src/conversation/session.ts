import {
  AsyncSubject,
  BehaviorSubject,
  defer,
  EMPTY,
  filter,
  map,
  share,
  switchMap,
  type Observable,
} from 'rxjs';
import {
  ConfirmToolActionResponse,
  CreateConversationSessionResponse,
  GetConversationMessagesResponse,
  GetSessionResponse,
  type ClientAction,
  type ConversationMessage,
  type CreateConversationSession,
  type ImmediateResponse,
  type InteractionInvalid,
  type OtpInvalid,
  type OtpVerified,
} from '../protocol';
import type { Channel, Unsent } from './channel';
import type { TurnEvent } from './events';
import { historyOf, type HistoryOptions } from './history';
import { BUSY_POLICY, type BusyPolicy, type Lane } from './lane';
import type { Hold } from './lease';
import { toMessage, type Message } from './message';
import type { TurnContext, TurnLimits } from './turnContext';
import { demand, type Shape } from './shape';
import { responseData } from './response';
import { turn } from './turn';
import { within } from './within';

/** Who talks to whom. `conversationId` takes up an earlier conversation. */
export type SessionOptions = Omit<CreateConversationSession, 'action' | 'requestId'>;

/** The session as the server gave it, and whether the conversation is the one that was asked for. */
export interface OpenedSession extends CreateConversationSessionResponse {
  /** True when an earlier conversation goes on; false when a new one was begun. */
  readonly resumed: boolean;
}

const SHAPE: Shape = {
  agentId: /\S/,
  'conversationId?': 'string',
  'userName?': 'string',
  'userEmail?': 'string',
  'browserFingerprint?': 'string',
  'supports?': ['string'],
  'metadata?': 'object',
  'authContext?': { userId: 'string', signature: 'string', timestamp: 0 },
};

export interface TurnOptions {
  /** Overrides the client's `whenBusy` for this turn. */
  readonly whenBusy?: BusyPolicy;
}

const TURN_SHAPE: Shape = { 'whenBusy?': BUSY_POLICY };

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
  /**
   * The conversation's messages, newest first. A page is fetched when the last message of the one
   * before has been delivered, or when `more$` asks for it then. An Observable pushes: operators that
   * buffer, such as `concatMap`, are delivered to at once, so that without `more$` the pages run ahead
   * of them. In Node, `pullHistory` pulls.
   *
   * ```
   * more$                       ------m-----------m--
   * history({ more$ })  -(ab)--------(cd)---------(e|)
   * ```
   *
   * @throws through the Observable, a `SmoothOperatorError`
   * @example
   * session.history({ pageSize: 20, more$: fromEvent(button, 'click') }).subscribe(show);
   */
  history(options?: HistoryOptions): Observable<ConversationMessage>;
  /** One page of the history, newest first. */
  messages(page?: {
    readonly limit?: number;
    readonly cursor?: string;
  }): Observable<GetConversationMessagesResponse>;
  /** What the server knows of this session. */
  info(): Observable<GetSessionResponse>;
  /** Answers a pending confirmation without its prompt, for example after a reload. */
  confirmToolAction(approved: boolean): Observable<ConfirmToolActionResponse>;
  /** Answers a pending interaction without its prompt. */
  submitInteraction(
    answer: InteractionAnswerAction,
  ): Observable<ImmediateResponse | InteractionInvalid>;
  /** Verifies a one-time code without its prompt. */
  verifyOtp(code: string): Observable<OtpVerified | OtpInvalid>;
  /** Stops whatever turn runs on the connection. The server says nothing to this itself: it completes when sent. */
  cancel(): Observable<never>;
}

/** An action that a session sends, before it has the session's id and one of its own. */
type InSession =
  Unsent<ClientAction> extends infer A ? (A extends unknown ? Omit<A, 'sessionId'> : never) : never;

type InteractionAnswerAction = Omit<Extract<InSession, { action: 'submit_interaction' }>, 'action'>;

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
  demand('session', options, SHAPE);
  const { lane, lease$, hold, hold$, limits, whenBusy } = environment;
  const opened$ = new BehaviorSubject<OpenedSession | undefined>(undefined);
  const contexts = new WeakMap<Channel, Observable<TurnContext>>();
  const who = { ...options };
  let { conversationId } = options;

  /** Once per channel, whoever asks first; goes on if that one leaves; asked again if it failed. */
  const open = (channel: Channel): Observable<TurnContext> => {
    const known = contexts.get(channel);
    if (known) return known;
    const context$ = defer(() =>
      channel.request({ action: 'create_conversation_session', ...who, conversationId }),
    ).pipe(
      responseData(CreateConversationSessionResponse),
      map((session): TurnContext => {
        const resumed = session.conversationId === conversationId;
        ({ conversationId } = session);
        opened$.next({ ...session, resumed });
        return { channel, sessionId: session.sessionId, hold$, limits };
      }),
      share({
        connector: () => new AsyncSubject(),
        resetOnComplete: false,
        resetOnRefCountZero: false,
      }),
    );
    contexts.set(channel, context$);
    return context$;
  };

  const context$ = lease$.pipe(switchMap(open));

  const request = (action: InSession) =>
    within(context$, ({ channel, sessionId }) =>
      channel.request({ ...action, sessionId } as Unsent<ClientAction>),
    );

  const messages: Session['messages'] = ({ limit, cursor } = {}) =>
    request({ action: 'get_conversation_messages', limit, cursor }).pipe(
      responseData(GetConversationMessagesResponse),
    );

  return {
    opened$: opened$.pipe(filter((session) => session !== undefined)),

    turn: (message, turnOptions = {}) =>
      defer(() => {
        demand('turn', turnOptions, TURN_SHAPE);
        return turn(toMessage(message), turnOptions.whenBusy ?? whenBusy, context$, lane, hold);
      }),

    history: ({ pageSize: limit, more$ } = {}) =>
      hold.during(historyOf((cursor) => messages({ limit, cursor }), more$)),

    messages,
    info: () => request({ action: 'get_session' }).pipe(responseData(GetSessionResponse)),
    confirmToolAction: (approved) =>
      request({ action: 'confirm_tool_action', approved }).pipe(
        responseData(ConfirmToolActionResponse),
      ),
    submitInteraction: (answer) =>
      request({ ...answer, action: 'submit_interaction' }) as Observable<
        ImmediateResponse | InteractionInvalid
      >,
    verifyOtp: (code) =>
      request({ action: 'verify_otp', code }) as Observable<OtpVerified | OtpInvalid>,

    cancel: () =>
      within(context$, ({ channel, sessionId }) => {
        channel.send({ action: 'cancel', sessionId });
        return EMPTY;
      }),
  };
}
