import { BehaviorSubject, defer, map, Subject, type Observable } from 'rxjs';
import {
  ListConversationsResponse,
  RenameConversationResponse,
  type DecodeFailure,
  type ClientAction,
  type Pong,
  type ServerEvent,
} from '../protocol';
import type { ConnectionState } from '../socket/state';
import { openChannel, type Unsent } from './channel';
import { laneOn } from './lane';
import { offlineQueue } from './offline';
import type { TurnLimits } from './turnContext';
import { resolveOptions, type ClientOptions } from './options';
import { poolOf } from './pool';
import { responseData } from './response';
import type { SessionOptions } from './opening';
import { createSession, type Session } from './session';
import { within } from './within';
import { TENTHS } from '../socket/silence';

/** One connection to one server: everything on it is an Observable, and nothing starts by itself. */
export interface Client {
  /**
   * The connection's state; of several connections, of the one that can do most. Replays the latest;
   * watching opens nothing.
   */
  readonly state$: Observable<ConnectionState>;
  /** The state of each of the client's `connections`. Replays. */
  readonly connections$: Observable<readonly ConnectionState[]>;
  /** How many turns wait for a place, and how many sends for the connection to come back. Replays. */
  readonly queued$: Observable<number>;
  /** Frames that are not events of this protocol, each told once. Watching opens nothing. */
  readonly protocolErrors$: Observable<DecodeFailure>;
  /** Events of a type that this version does not know, as they came. Watching opens nothing. */
  readonly unknownEvents$: Observable<unknown>;
  /** Events that belong to no live turn and no request: pushes, late arrivals. Holds the connection. */
  readonly uncorrelated$: Observable<ServerEvent>;
  /** A conversation with an agent; created on the server when it is first used. */
  session(options: SessionOptions): Session;
  /** The conversations of this user, newest first. */
  listConversations(options?: {
    /** @defaultValue the server's, 50 */
    readonly limit?: number;
  }): Observable<ListConversationsResponse['conversations']>;
  /** Gives a conversation a title; not every server can. */
  renameConversation(conversationId: string, title: string): Observable<RenameConversationResponse>;
  /** Asks for a sign of life; emits the server's `pong`. */
  ping(): Observable<Pong>;
  /** Cuts a wait between attempts short, and starts again after giving up. */
  reconnectNow(): void;
  /**
   * Ends the connection for good. Turns that run are interrupted, what is told here completes, and
   * everything later errors with kind `closed`.
   */
  close(): void;
}

/**
 * Makes a client. It is lazy: the socket opens with the first subscription that needs it, is shared
 * by all, and closes with 1000 a second after the last.
 *
 * @throws SmoothOperatorError of kind `invalid` when an option is not valid
 * @example
 * const client = createClient({ url: 'ws://127.0.0.1:8787/ws' });
 * client.session({ agentId }).turn('How long can I return an item?').pipe(reply()).subscribe(console.log);
 */
export function createClient(options: ClientOptions): Client {
  const resolved = resolveOptions(options);
  const { idleTimeout, turnTimeout, recoverWithin, whenBusy } = resolved;
  const protocolErrors$ = new Subject<DecodeFailure>();
  const unknownEvents$ = new Subject<unknown>();
  const uncorrelated$ = new Subject<ServerEvent>();
  const limits: TurnLimits = {
    tick: Math.min(idleTimeout, turnTimeout) / TENTHS,
    idleTimeout,
    turnTimeout,
    recoverWithin,
  };
  const pool = poolOf(resolved.connections, {
    ...resolved,
    protocols: [...resolved.protocols],
    attach: (socket) =>
      openChannel(socket, {
        ...resolved,
        tick: limits.tick,
        onUncorrelated: (event) => {
          uncorrelated$.next(event);
        },
        onUndecodable: (failure) => {
          if (failure.kind === 'unknown_tag') unknownEvents$.next(failure.value);
          else protocolErrors$.next(failure);
        },
      }),
  });
  const queued$ = new BehaviorSubject(0);
  const count = (change: number) => {
    queued$.next(queued$.value + change);
  };
  const lane = laneOn(pool, count);
  const offline = offlineQueue(resolved.whenOffline, count);
  const lease$ = defer(() => pool.line().lease(offline));

  const request = (action: Unsent<ClientAction>) =>
    within(lease$, (channel) => channel.request(action));

  return {
    state$: pool.state$,
    connections$: pool.states$,
    queued$: queued$.asObservable(),
    protocolErrors$: protocolErrors$.asObservable(),
    unknownEvents$: unknownEvents$.asObservable(),
    uncorrelated$: pool.during(uncorrelated$),
    session: (sessionOptions) =>
      createSession(sessionOptions, { pool, lane, offline, limits, whenBusy }),
    listConversations: ({ limit } = {}) =>
      request({ action: 'list_conversations', limit }).pipe(
        responseData(ListConversationsResponse),
        map(({ conversations }) => conversations),
      ),
    renameConversation: (conversationId, title) =>
      request({ action: 'rename_conversation', conversationId, title }).pipe(
        responseData(RenameConversationResponse),
      ),
    ping: () => request({ action: 'ping' }) as Observable<Pong>,
    reconnectNow: pool.reconnectNow,
    close: () => {
      pool.close();
      for (const told$ of [protocolErrors$, unknownEvents$, uncorrelated$]) told$.complete();
    },
  };
}
