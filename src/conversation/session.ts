import { defer, EMPTY, merge, type Observable } from 'rxjs';
import {
  ConfirmToolActionResponse,
  GetConversationMessagesResponse,
  GetSessionResponse,
  type ClientAction,
  type ConversationMessage,
  type ImmediateResponse,
  type InteractionInvalid,
  type OtpInvalid,
  type OtpVerified,
} from '../protocol';
import type { Unsent } from './channel';
import type { TurnEvent } from './events';
import { historyOf, type HistoryOptions } from './history';
import { BUSY_POLICY, type BusyPolicy, type Lane } from './lane';
import { toMessage, type Message } from './message';
import {
  opening,
  type OpenedSession,
  type OpeningEnvironment,
  type SessionOptions,
} from './opening';
import type { Patience } from './offline';
import type { Line } from './pool';
import { demand, type Shape } from './shape';
import { responseData } from './response';
import { turn } from './turn';
import { within } from './within';

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
  /** Stops whatever turn runs on a connection of this session. The server says nothing to this itself: it completes when sent. */
  cancel(): Observable<never>;
}

/** An action that a session sends, before it has the session's id and one of its own. */
type InSession =
  Unsent<ClientAction> extends infer A ? (A extends unknown ? Omit<A, 'sessionId'> : never) : never;

type InteractionAnswerAction = Omit<Extract<InSession, { action: 'submit_interaction' }>, 'action'>;

/** What a session needs of its client. */
export interface SessionEnvironment extends OpeningEnvironment {
  readonly lane: Lane;
  /** What becomes of a send while the connection is down. */
  readonly offline: Patience;
  readonly whenBusy: BusyPolicy;
}

export function createSession(options: SessionOptions, environment: SessionEnvironment): Session {
  demand('session', options, SHAPE);
  const { pool, lane, offline, whenBusy } = environment;
  const { opened$, contextOn, isOpenOn } = opening(options, environment);
  const context$ = defer(() => contextOn(pool.line(), offline));

  const request = (action: InSession) =>
    within(context$, ({ channel, sessionId }) =>
      channel.request({ ...action, sessionId } as Unsent<ClientAction>),
    );

  const messages: Session['messages'] = ({ limit, cursor } = {}) =>
    request({ action: 'get_conversation_messages', limit, cursor }).pipe(
      responseData(GetConversationMessagesResponse),
    );

  const cancelOn = (line: Line) =>
    within(contextOn(line, offline), ({ channel, sessionId }) => {
      channel.send({ action: 'cancel', sessionId });
      return EMPTY;
    });

  return {
    opened$,

    turn: (message, turnOptions = {}) =>
      defer(() => {
        demand('turn', turnOptions, TURN_SHAPE);
        const { whenBusy: policy = whenBusy } = turnOptions;
        return turn(toMessage(message), policy, { pool, lane, offline, contextOn });
      }),

    history: ({ pageSize: limit, more$ } = {}) =>
      pool.during(historyOf((cursor) => messages({ limit, cursor }), more$)),

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
      defer(() => {
        const at = pool.lines.filter(isOpenOn);
        return merge(...(at.length > 0 ? at : [pool.line()]).map(cancelOn));
      }),
  };
}
