import { concat, takeUntil } from 'rxjs';
import { confirmWrites, detach, type TurnEvent } from 'smooth-operator-rx';
import { closing, event, type Correlation } from 'smooth-operator-rx/testing';
import type { ClientAction } from 'smooth-operator-rx/protocol';
import { describe, it } from 'vitest';
import { obeysTheLaws } from '../laws';
import { SESSION, turnTest } from '../turnTest';
import { message, scene } from './scene';

const frames = {
  a: (to: Correlation) => event.accepted(to),
  t: (to: Correlation) => event.streamToken(to, 'Hel'),
  w: (to: Correlation) => event.writeConfirmationRequired(to, 'issue_refund'),
  f: (to: Correlation) => event.error(to, 'AGENT_ERROR'),
  z: (to: Correlation) => event.eventualResponse(to),
  k: (to: Correlation) => event.immediateResponse(to),
  l: closing(1006),
};
const { a, t, w, z } = frames;
const events = { a: a('r2'), t: t('r2'), w: w('r2'), z: z('r2'), A: a('r3'), Z: z('r3') };

const actions = {
  s: message(),
  S: message('r3'),
  y: {
    action: 'confirm_tool_action',
    requestId: 'r3',
    sessionId: SESSION,
    approved: true,
  } satisfies ClientAction,
};
const sockets = {
  o: { socket: 1, made: 'ws://scripted.test/ws' },
  x: { socket: 1, closedByClient: 1000 },
};

describe('detach', () => {
  obeysTheLaws(detach(), 'staysSubscribed');

  it.each([
    ['one event', '        t-----|', 't-----|'],
    ['many', '             t-t-t-|', 't-t-t-|'],
    ['an error', '         t-t-#', '  t-t-#'],
  ])('passes a turn on as it is: %s', (_, source, expected) => {
    turnTest(({ hot, expectObservable }) => {
      const source$ = hot<TurnEvent>(source, { t: events.t });
      expectObservable(source$.pipe(detach())).toBe(expected, events);
    });
  });

  it('sends no cancel when it is left, and holds the connection until the turn has ended', () => {
    const plot = { says: { send_message: 'a-t-t-t-z' }, frames, options: { linger: 0 } };
    scene(plot, ({ turn$, sent$, sockets$, expectObservable }) => {
      const left = '     ^--!';
      const expected = ' a-t';
      const sent = '     s';
      const opened = '   o-------x';

      expectObservable(turn$.pipe(detach()), left).toBe(expected, events);
      expectObservable(sent$).toBe(sent, actions);
      expectObservable(sockets$).toBe(opened, sockets);
    });
  });

  it('is left, too, by what comes after it', () => {
    scene({ says: { send_message: 'a-t-t-t-z' }, frames }, (helpers) => {
      const { turn$, sent$, cold, expectObservable } = helpers;
      const gone$ = cold('---x');
      const expected = ' a-t|';
      const sent = '     s';

      expectObservable(turn$.pipe(detach(), takeUntil(gone$))).toBe(expected, events);
      expectObservable(sent$).toBe(sent, actions);
    });
  });

  it.each([
    ['fails', '         a-t--f'],
    ['is interrupted', 'a-t--l'],
  ])('tells nobody when a turn that was left %s', (_, spoken) => {
    scene({ says: { send_message: spoken }, frames }, ({ turn$, sent$, expectObservable }) => {
      const left = '     ^--!';
      const expected = ' a-t';
      const sent = '     s';

      expectObservable(turn$.pipe(detach()), left).toBe(expected, events);
      expectObservable(sent$).toBe(sent, actions);
    });
  });

  it('keeps the place of the turn that was left: the next one waits', () => {
    const says = { send_message: ['a-t---z', 'a-z'] };
    scene({ says, frames }, ({ turn$, cold, sent$, expectObservable }) => {
      const later$ = cold<TurnEvent>('----|');
      const left = '                  ^--!';
      const expected = '              a-t';
      const next = '                  ------A-(Z|)';
      const sent = '                  s-----S';

      expectObservable(turn$.pipe(detach()), left).toBe(expected, events);
      expectObservable(concat(later$, turn$)).toBe(next, events);
      expectObservable(sent$).toBe(sent, actions);
    });
  });

  it('lets the operators above it go on answering', () => {
    const says = { send_message: 'a----w', confirm_tool_action: '--Z' };
    scene({ says, frames: { ...frames, Z: z('r2') } }, ({ turn$, sent$, expectObservable }) => {
      const left = '     ^--!';
      const expected = ' a--';
      const sent = '     s----y';

      const result$ = turn$.pipe(
        confirmWrites(() => true),
        detach(),
      );
      expectObservable(result$, left).toBe(expected, events);
      expectObservable(sent$).toBe(sent, actions);
    });
  });
});
