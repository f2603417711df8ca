import { filter, map, type Observable } from 'rxjs';
import type { ClientOptions, Session, TurnEvent } from 'smooth-operator-rx';
import type { ActionTag, ClientAction } from 'smooth-operator-rx/protocol';
import type { Frame, ScriptedSocket, TurnTestHelpers } from 'smooth-operator-rx/testing';
import { AGENT, answering, SESSION, turnTest } from '../turnTest';

/** The requestId of a scene's first turn: `r1` has created the session, `r3` is the next request. */
export const TURN = 'r2';

export interface Plot {
  /** What the server says to each action, in marbles; to the first, the second … if several are given. */
  readonly says: { readonly [A in ActionTag]?: string | readonly string[] };
  /** What the letters mean; some depend on the action they answer. */
  readonly frames: Readonly<Record<string, Frame | ((action: ClientAction) => Frame)>>;
  readonly options?: Partial<ClientOptions>;
  /** Which sockets are refused, the first being 1. */
  readonly refused?: readonly number[];
}

export interface SceneHelpers extends TurnTestHelpers {
  readonly session: Session;
  /** One turn of the session. */
  readonly turn$: Observable<TurnEvent>;
  /** What the client sends once it has its session. */
  readonly sent$: Observable<ClientAction>;
  readonly sockets$: ScriptedSocket['sockets$'];
}

/** Plays a session with a server that speaks in marbles, in virtual time. */
export function scene(
  { says, frames, options, refused = [] }: Plot,
  test: (helpers: SceneHelpers) => void,
) {
  turnTest((helpers) => {
    const { server, client, cold } = helpers;
    const told = new Map<string, number>();
    const speak = (action: ClientAction): Observable<Frame> => {
      const times = told.get(action.action) ?? 0;
      told.set(action.action, times + 1);
      const marbles = [says[action.action] ?? ''].flat()[times] ?? '';
      return cold(marbles).pipe(
        map((letter) => {
          const frame = frames[letter];
          if (frame === undefined) throw new Error(`No frame for the letter ${letter}.`);
          return typeof frame === 'function' ? frame(action) : frame;
        }),
      );
    };
    const speaking = Object.fromEntries(Object.keys(says).map((action) => [action, speak]));
    const scripted = server((socket) =>
      answering(speaking, refused.includes(socket) ? { open$: cold('-#') } : {}),
    );
    // What is lost here is lost at once: an operator is told of it, not of what the history has.
    const session = client(scripted, { recoverWithin: 0, ...options }).session({ agentId: AGENT });
    test({
      ...helpers,
      session,
      turn$: session.turn('Go on'),
      sent$: scripted.sent$.pipe(filter(({ action }) => action !== 'create_conversation_session')),
      sockets$: scripted.sockets$,
    });
  });
}

/** The frames that every scene sends: a turn's message, and its cancel. */
export const message = (requestId = TURN): ClientAction => ({
  action: 'send_message',
  requestId,
  sessionId: SESSION,
  message: 'Go on',
});
export const cancel = (requestId = TURN): ClientAction => ({
  action: 'cancel',
  requestId,
  sessionId: SESSION,
});
