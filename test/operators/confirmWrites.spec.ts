import { EMPTY, firstValueFrom, NEVER, observable, of, Subject, tap, type Observable } from 'rxjs';
import { confirmWrites, type TurnEvent } from 'smooth-operator-rx';
import type { ClientAction } from 'smooth-operator-rx/protocol';
import { closing, event } from 'smooth-operator-rx/testing';
import { describe, expect, it } from 'vitest';
import { asking, failsWithItsCallback, obeysTheLaws } from '../laws';
import { AGENT, answering, SESSION, turnTest } from '../turnTest';
import { sentAfterCreation } from './sentAfterCreation';

const turn = 'r2';

const events = {
  a: event.accepted(turn),
  w: event.writeConfirmationRequired(turn, 'issue_refund', 'Refund order 7'),
  v: event.writeConfirmationRequired(turn, 'issue_refund', 'Refund order 8'),
  r: event.toolResult(turn, 'issue_refund', 'done'),
  t: event.streamToken(turn, 'Done.'),
  z: event.eventualResponse(turn, { text: 'Done.' }),
  x: event.cancelled(turn),
  n: event.error(turn, 'NO_PENDING_CONFIRMATION'),
  o: event.error('r3', 'NO_PENDING_CONFIRMATION'),
  f: event.error(turn, 'AGENT_ERROR'),
  l: closing(1006),
};

const answer = (requestId: string, approved: boolean): ClientAction => ({
  action: 'confirm_tool_action',
  requestId,
  sessionId: SESSION,
  approved,
});
const sent: Record<string, ClientAction> = {
  s: { action: 'send_message', requestId: turn, sessionId: SESSION, message: 'Refund it' },
  x: { action: 'cancel', requestId: turn, sessionId: SESSION },
  y: answer('r3', true),
  n: answer('r3', false),
  Y: answer('r4', true),
};

/** Runs one turn: what the server says at first, then to an answer, then to a cancel. */
const scene = (
  spoken: { readonly turn: string; readonly answered?: string },
  test: (
    helpers: Parameters<Parameters<typeof turnTest>[0]>[0] & {
      turn$: Observable<TurnEvent>;
      sent$: Observable<ClientAction>;
    },
  ) => void,
) => {
  turnTest((helpers) => {
    const { server, client, cold } = helpers;
    const scripted = server(
      answering({
        send_message: () => cold(spoken.turn, events),
        confirm_tool_action: (action) =>
          cold(spoken.answered ?? 'k', { ...events, k: event.immediateResponse(action) }),
        cancel: () => cold('x', events),
      }),
    );
    test({
      ...helpers,
      turn$: client(scripted).session({ agentId: AGENT }).turn('Refund it'),
      sent$: sentAfterCreation(scripted),
    });
  });
};

describe('confirmWrites', () => {
  obeysTheLaws(confirmWrites(() => true));

  failsWithItsCallback((callback) => confirmWrites(callback), {
    values: { a: events.a, w: asking(events.w) },
    source: '    a-w-----',
    subscribed: '^-!',
    expected: '  a-(w#)',
  });

  it.each([
    ['true', { y: true }, '--------y'],
    ['false', { n: false }, '--------n'],
  ])('answers a write with what decide says: %s', (_, values, [letter]) => {
    scene(
      { turn: 'a-w', answered: 'krt(z|)' },
      ({ turn$, sent$, cold, expectObservable, expectSubscriptions }) => {
        const [said] = Object.keys(values);
        const question$ = cold<boolean>(`      ---(${said}|)`, values);
        const asked = '                        --^--!';
        const result = '                       a-w---rt(z|)';
        const frames = `                       s----${said}`;

        expectObservable(turn$.pipe(confirmWrites(() => question$))).toBe(result, events);
        expectSubscriptions(question$.subscriptions).toBe(asked);
        expectObservable(sent$).toBe(frames, sent);
        expect(letter).toBeDefined();
      },
    );
  });
});
void EMPTY; void firstValueFrom; void NEVER; void observable; void of; void Subject; void tap;
