import { EMPTY, filter, type Observable } from 'rxjs';
import { createTurnTest, event, type Frame, type SocketScript } from 'smooth-operator-rx/testing';
import type { ClientAction } from 'smooth-operator-rx/protocol';
import { expect } from 'vitest';

/** Runs a conversation in virtual time; see the testing kit. */
export const turnTest = createTurnTest((actual, expected) => {
  expect(actual).toEqual(expected);
});

export const AGENT = '00000000-0000-4000-8000-0000000000a9';
export const SESSION = '00000000-0000-4000-8000-00000000005e';

type Answers = {
  readonly [A in ClientAction['action']]?: (
    action: Extract<ClientAction, { action: A }>,
    socket: number,
  ) => Observable<Frame>;
};

/** A script that creates sessions by itself; the rest as given. */
export function answering(
  answers: Answers,
  script: Omit<SocketScript, 'answer'> = {},
): SocketScript {
  return {
    ...script,
    answer: (action, socket) => {
      const answer = answers[action.action] as
        ((action: ClientAction, socket: number) => Observable<Frame>) | undefined;
      if (answer) return answer(action, socket);
      return action.action === 'create_conversation_session'
        ? event.sessionCreated(action, { sessionId: SESSION })
        : EMPTY;
    },
  };
}

/** The actions of some kinds, of all that were sent. */
export function only(
  sent$: Observable<ClientAction>,
  ...actions: readonly ClientAction['action'][]
): Observable<ClientAction> {
  return sent$.pipe(filter(({ action }) => actions.includes(action)));
}
