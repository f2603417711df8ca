import { EMPTY, firstValueFrom, from, observable, of, Subject } from 'rxjs';
import { confirmWrites, type TurnEvent } from 'smooth-operator-rx';
import type { ClientAction } from 'smooth-operator-rx/protocol';
import { closing, event } from 'smooth-operator-rx/testing';
import { describe, expect, it } from 'vitest';
import { asking, failsWithItsCallback, obeysTheLaws } from '../laws';
import { SESSION } from '../turnTest';
import { cancel, message, scene, TURN } from './scene';

const events = {
  a: event.accepted(TURN),
  w: event.writeConfirmationRequired(TURN, 'issue_refund', 'Refund order 7'),
  v: event.writeConfirmationRequired(TURN, 'issue_refund', 'Refund order 8'),
  r: event.toolResult(TURN, 'issue_refund', 'done'),
  t: event.streamToken(TURN, 'Done.'),
  n: event.error(TURN, 'NO_PENDING_CONFIRMATION'),
  f: event.error(TURN, 'AGENT_ERROR', 'The model failed.'),
  x: event.cancelled(TURN),
  z: event.eventualResponse(TURN, { text: 'Done.' }),
};
const frames = {
  ...events,
  k: (action: ClientAction) => event.immediateResponse(action),
  o: (action: ClientAction) => event.error(action, 'NO_PENDING_CONFIRMATION'),
  l: closing(1006),
};

const answer = (requestId: string, approved: boolean): ClientAction => ({
  action: 'confirm_tool_action',
  requestId,
  sessionId: SESSION,
  approved,
});
const actions = {
  s: message(),
  y: answer('r3', true),
  n: answer('r3', false),
  Y: answer('r4', true),
  x: cancel(),
};

describe('confirmWrites', () => {
  obeysTheLaws(confirmWrites(() => true));

  failsWithItsCallback((callback) => confirmWrites(callback), {
    values: { a: events.a, w: asking(events.w) },
    source: '    a-w-----',
    subscribed: '^-!',
    expected: '  a-(w#)',
  });

  it.each([true, false])('answers a write with what decide says: %s', (approved) => {
    const says = { send_message: 'a-w', confirm_tool_action: 'krt(z|)' };
    scene({ says, frames }, (helpers) => {
      const { turn$, sent$, cold, expectObservable, expectSubscriptions } = helpers;
      const question$ = cold('      ---d----', { d: approved });
      const asked = '             --^--!';
      const expected = '          a-w---rt(z|)';
      const sent = `              s----${approved ? 'y' : 'n'}`;

      expectObservable(turn$.pipe(confirmWrites(() => question$))).toBe(expected, events);
      expectSubscriptions(question$.subscriptions).toBe(asked);
      expectObservable(sent$).toBe(sent, actions);
    });
  });

  it.each<[string, boolean | (() => unknown)]>([
    ['a boolean', true],
    ['a promise', () => Promise.resolve(true)],
    ['an Observable', () => of(true)],
    ['the first value of several', () => of(true, false)],
    ['an iterable', () => [true]],
    ['an async iterable', () => yielding(true)],
    ['an Observable of another library', () => ({ [observable]: () => from([true]) })],
    ['a readable stream', () => ({ getReader: () => streaming(true).getReader() })],
  ])('takes %s for a decision', async (_, decision) => {
    const source$ = new Subject<TurnEvent>();
    const answers$ = new Subject<unknown>();
    const answered = firstValueFrom(answers$);
    const prompt = {
      answer: (given: unknown) => {
        answers$.next(given);
        return EMPTY;
      },
    };
    const decide = (typeof decision === 'boolean' ? () => decision : decision) as () => boolean;

    source$.pipe(confirmWrites(decide)).subscribe();
    source$.next(asking({ ...events.w }, prompt));
    expect(await answered).toEqual({ approved: true });
  });

  it('passes the prompt before it asks, and tells decide what it is about', () => {
    scene({ says: { send_message: 'aw', confirm_tool_action: 'kz' }, frames }, (helpers) => {
      const { turn$, flush } = helpers;
      const log: string[] = [];
      turn$
        .pipe(
          confirmWrites(({ toolId, actionDescription, requestId, state }) => {
            log.push(`decide ${toolId}, ${actionDescription}, ${requestId}, ${state}`);
            return true;
          }),
        )
        .subscribe(({ type }) => log.push(type));
      flush();

      expect(log).toEqual([
        'immediate_response',
        'write_confirmation_required',
        'decide issue_refund, Refund order 7, r2, pending',
        'eventual_response',
      ]);
    });
  });

  it('leaves the prompt to others when decide completes without a value', () => {
    const says = { send_message: 'a-w', confirm_tool_action: 'kr(z|)' };
    scene({ says, frames }, ({ turn$, sent$, cold, expectObservable }) => {
      const silent$ = cold<boolean>('    -|');
      const question$ = cold<boolean>('  ---y', { y: true });
      const expected = '               a-w---r(z|)';
      const sent = '                   s----y';

      const result$ = turn$.pipe(
        confirmWrites(() => silent$),
        confirmWrites(() => question$),
      );
      expectObservable(result$).toBe(expected, events);
      expectObservable(sent$).toBe(sent, actions);
    });
  });

  it('sends one answer, however many are given', () => {
    const says = { send_message: 'a-w', confirm_tool_action: 'k-r(z|)' };
    scene({ says, frames }, ({ turn$, sent$, cold, expectObservable }) => {
      const first$ = cold<boolean>('     --y', { y: true });
      const second$ = cold<boolean>('    ---n', { n: false });
      const expected = '               a-w---r(z|)';
      const sent = '                   s---y';

      const result$ = turn$.pipe(
        confirmWrites(() => second$),
        confirmWrites(() => first$),
      );
      expectObservable(result$).toBe(expected, events);
      expectObservable(sent$).toBe(sent, actions);
    });
  });

  it.each([
    ['ends by itself', ' a-w---(z|)', 'a-w---(z|)', '--^---!'],
    ['is cancelled', '   a-w---x', '   a-w---(x|)', '--^---!'],
    ['fails', '          a-w---f', '   a-w---(f#)', '--^---!'],
    ['is interrupted', ' a-w---l', '   a-w---#', '   --^---!'],
  ])('takes the question back when the turn %s', (_, spoken, expected, asked) => {
    scene({ says: { send_message: spoken }, frames }, (helpers) => {
      const { turn$, sent$, cold, expectObservable, expectSubscriptions } = helpers;
      const question$ = cold<boolean>(' ---------y', { y: true });
      const failure = expect.objectContaining({ name: 'SmoothOperatorError', requestId: TURN });

      const result$ = turn$.pipe(confirmWrites(() => question$));
      expectObservable(result$).toBe(expected, events, failure);
      expectSubscriptions(question$.subscriptions).toBe(asked);
      expectObservable(sent$).toBe('s', actions);
    });
  });

  it('takes the question back when it is left, and the turn with it', () => {
    scene({ says: { send_message: 'a-w', cancel: '-x' }, frames }, (helpers) => {
      const { turn$, sent$, cold, expectObservable, expectSubscriptions } = helpers;
      const question$ = cold<boolean>('  ---------y', { y: true });
      const left = '                   ^----!';
      const asked = '                  --^--!';
      const expected = '               a-w---';
      const sent = '                   s----x';

      expectObservable(turn$.pipe(confirmWrites(() => question$)), left).toBe(expected, events);
      expectSubscriptions(question$.subscriptions).toBe(asked);
      expectObservable(sent$).toBe(sent, actions);
    });
  });

  it('cancels the turn when the question fails', () => {
    scene({ says: { send_message: 'a-w', cancel: '-x' }, frames }, (helpers) => {
      const { turn$, sent$, cold, expectObservable } = helpers;
      const question$ = cold<boolean>('  ---#', {}, new Error('no dialog'));
      const expected = '               a-w--#';
      const sent = '                   s----x';

      const result$ = turn$.pipe(confirmWrites(() => question$));
      expectObservable(result$).toBe(expected, events, new Error('no dialog'));
      expectObservable(sent$).toBe(sent, actions);
    });
  });

  it('answers two writes one after another', () => {
    const says = { send_message: 'a-w', confirm_tool_action: ['kr-v', 'krt(z|)'] };
    scene({ says, frames }, ({ turn$, sent$, cold, expectObservable }) => {
      const question$ = cold<boolean>('  --y', { y: true });
      //                                      --y
      const expected = '               a-w--r-v--rt(z|)';
      const sent = '                   s---y----Y';

      expectObservable(turn$.pipe(confirmWrites(() => question$))).toBe(expected, events);
      expectObservable(sent$).toBe(sent, actions);
    });
  });

  it('sends one answer when a second write takes the place of the first', () => {
    const says = { send_message: 'a-wv', confirm_tool_action: 'kr(z|)' };
    scene({ says, frames }, ({ turn$, sent$, cold, expectObservable }) => {
      const question$ = cold<boolean>('  --y', { y: true });
      //                                  --y
      const expected = '               a-wv--r(z|)';
      const sent = '                   s----y';

      expectObservable(turn$.pipe(confirmWrites(() => question$))).toBe(expected, events);
      expectObservable(sent$).toBe(sent, actions);
    });
  });

  it.each([
    ['under the id of the answer', 'o-t-(z|)', 'r3'],
    ['under the id of the turn', '  n-t-(z|)', TURN],
  ])('goes on when the server wants no answer and says so %s', (_, spoken, id) => {
    const says = { send_message: 'a-w', confirm_tool_action: spoken };
    scene({ says, frames }, ({ turn$, sent$, cold, expectObservable }) => {
      const question$ = cold<boolean>('  -y', { y: true });
      const expected = '               a-wn-t-(z|)';
      const sent = '                   s--y';
      const values = { ...events, n: event.error(id, 'NO_PENDING_CONFIRMATION') };

      expectObservable(turn$.pipe(confirmWrites(() => question$))).toBe(expected, values);
      expectObservable(sent$).toBe(sent, actions);
    });
  });

  it('goes on when the turn does before the server has acknowledged the answer', () => {
    const says = { send_message: 'a-w', confirm_tool_action: 'r-z-k' };
    scene({ says, frames }, ({ turn$, sent$, cold, expectObservable }) => {
      const question$ = cold<boolean>('  --y', { y: true });
      const expected = '               a-w-r-(z|)';
      const sent = '                   s---y';

      expectObservable(turn$.pipe(confirmWrites(() => question$))).toBe(expected, events);
      expectObservable(sent$).toBe(sent, actions);
    });
  });
});

async function* yielding(value: boolean) {
  yield await Promise.resolve(value);
}

function streaming(value: boolean) {
  return new ReadableStream<boolean>({
    start: (controller) => {
      controller.enqueue(value);
    },
  });
}
