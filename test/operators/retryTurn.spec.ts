import { defer, EMPTY } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import {
  confirmWrites,
  retryTurn,
  type ClientOptions,
  type RetryTurnOptions,
  type TurnEvent,
} from 'smooth-operator-rx';
import { operatorError, type ClientAction } from 'smooth-operator-rx/protocol';
import { closing, event, type Correlation } from 'smooth-operator-rx/testing';
import { describe, expect, it } from 'vitest';
import { failsWithItsCallback, obeysTheLaws } from '../laws';
import { SESSION, turnTest } from '../turnTest';
import { cancel, message, scene } from './scene';

const events = { t: event.streamToken('r2', 'Hel') };

const offline = operatorError('offline', 'OFFLINE', 'The connection is down.', { retryable: true });
const invalid = operatorError('invalid', 'INVALID', 'The message is empty.', {});

describe('retryTurn', () => {
  obeysTheLaws(retryTurn());

  failsWithItsCallback((callback) => retryTurn({ delay: callback }), {
    values: {},
    error: offline,
    source: '    --#',
    subscribed: '^-!',
    expected: '  --#',
  });

  it('repeats up to count times, and doubles the delay each time', () => {
    turnTest(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold<TurnEvent>(' --t-#', events, offline);
      //                                      ---
      //                                         --t-#
      //                                             ------
      //                                                   --t-#
      const first = '                  ^---!';
      const second = '                 -------^---!';
      const third = '                  -----------------^---!';
      const expected = '               --t------t---------t-#';

      const result$ = source$.pipe(retryTurn({ count: 2, delay: 3 }));
      expectObservable(result$).toBe(expected, events, offline);
      expectSubscriptions(source$.subscriptions).toBe([first, second, third]);
    });
  });

  it('repeats twice, after one second and after two, unless told otherwise', () => {
    turnTest(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold<TurnEvent>(' #', events, offline);
      const first = '                  (^!)';
      const second = '                 1s (^!)';
      const third = '                  3s (^!)';
      const expected = '               3s #';

      expectObservable(source$.pipe(retryTurn())).toBe(expected, events, offline);
      expectSubscriptions(source$.subscriptions).toBe([first, second, third]);
    });
  });

  it('is content with the first attempt that completes', () => {
    turnTest(({ cold, expectObservable, expectSubscriptions }) => {
      const failing$ = cold<TurnEvent>('--#', events, offline);
      const good$ = cold<TurnEvent>('        --t-|', events);
      const first = '                   ^-!';
      const second = '                  -----^---!';
      const expected = '                -------t-|';

      const attempts = [failing$, good$];
      const result$ = defer(() => attempts.shift() ?? EMPTY).pipe(retryTurn({ delay: 3 }));
      expectObservable(result$).toBe(expected, events);
      expectSubscriptions(failing$.subscriptions).toBe(first);
      expectSubscriptions(good$.subscriptions).toBe(second);
    });
  });

  it('waits for the first value of what the delay function gives', () => {
    turnTest(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source$ = cold<TurnEvent>(' -#', events, offline);
      const notifier$ = cold('           --n--n|');
      //                                    -#
      //                                      --n
      const subscribed = ['            ^!', '---^!', '------^!'];
      const notified = ['              -^-!', '----^-!'];
      const expected = '               -------#';
      const asked: unknown[] = [];

      const delay = (...told: unknown[]) => {
        asked.push(told);
        return notifier$;
      };
      expectObservable(source$.pipe(retryTurn({ delay }))).toBe(expected, events, offline);
      expectSubscriptions(source$.subscriptions).toBe(subscribed);
      expectSubscriptions(notifier$.subscriptions).toBe(notified);
      flush();
      expect(asked).toEqual([
        [offline, 1],
        [offline, 2],
      ]);
    });
  });

  it.each([
    ['completes without a value', '--|', offline],
    ['fails', '                    --#', 'error'],
  ])('gives up when the delay %s', (_, marbles, error) => {
    turnTest(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold<TurnEvent>(' -#', events, offline);
      const subscribed = '             ^!';
      const expected = '               ---#';

      const result$ = source$.pipe(retryTurn({ delay: () => cold(marbles) }));
      expectObservable(result$).toBe(expected, events, error);
      expectSubscriptions(source$.subscriptions).toBe(subscribed);
    });
  });

  it.each<[string, unknown, RetryTurnOptions]>([
    ['is not retryable', invalid, {}],
    ['is not retryable, whatever writes may do', invalid, { repeatWrites: true }],
    ['is not of this library', new Error('elsewhere'), {}],
    ['may not be repeated at all', offline, { count: 0 }],
  ])('does not repeat after an error that %s', (_, error, options) => {
    turnTest(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold<TurnEvent>(' --t-#', events, error);
      const subscribed = '             ^---!';
      const expected = '               --t-#';

      expectObservable(source$.pipe(retryTurn(options))).toBe(expected, events, error);
      expectSubscriptions(source$.subscriptions).toBe(subscribed);
    });
  });

  it('repeats nothing after it was left', () => {
    const scheduler = new TestScheduler(() => undefined);
    scheduler.run(({ cold, flush }) => {
      const subscription = cold<TurnEvent>('-#', events, offline).pipe(retryTurn()).subscribe();
      scheduler.schedule(() => {
        subscription.unsubscribe();
      }, 10);
      flush();
      expect(scheduler.frame).toBe(10);
    });
  });
});

const frames = {
  a: (to: Correlation) => event.accepted(to),
  t: (to: Correlation) => event.streamToken(to, 'Hel'),
  w: (to: Correlation) => event.writeConfirmationRequired(to, 'issue_refund'),
  c: (to: Correlation) => event.toolCall(to, 'issue_refund'),
  f: (to: Correlation) => event.error(to, 'LLM_UNAVAILABLE'),
  n: (to: Correlation) => event.error(to, 'SESSION_NOT_FOUND'),
  x: (to: Correlation) => event.cancelled(to),
  z: (to: Correlation) => event.eventualResponse(to),
  k: (to: Correlation) => event.immediateResponse(to),
  l: closing(1006),
};
const { a, t, w, c, f, n, z } = frames;
const seen = {
  ...{ a: a('r2'), t: t('r2'), w: w('r2'), c: c('r2'), f: f('r2'), n: n('r2'), z: z('r2') },
  ...{ A: a('r4'), T: t('r4'), W: w('r4'), F: f('r3'), B: a('r3'), Y: z('r3'), Z: z('r4') },
};
const actions = {
  ...{ s: message(), x: cancel(), B: message('r3'), S: message('r4') },
  y: {
    action: 'confirm_tool_action',
    requestId: 'r5',
    sessionId: SESSION,
    approved: true,
  } satisfies ClientAction,
};

const queueing = { whenOffline: { limit: 1, expiresAfter: 60_000 } };

describe('retryTurn, over a socket', () => {
  it('sends an interrupted message again, under a new requestId, on the next socket [RESUME-4]', () => {
    const says = { send_message: ['a-t-l', 'a-t-z'] };
    scene({ says, frames }, ({ turn$, sent$, expectObservable }) => {
      const expected = '               a-t- 500ms A-T-(Z|)';
      const sent = '                   s--- 500ms S';

      expectObservable(turn$.pipe(retryTurn({ delay: 500 }))).toBe(expected, seen);
      expectObservable(sent$).toBe(sent, actions);
    });
  });

  it.each<[string, Partial<ClientOptions>, string, string]>([
    ['fails while the connection is down', {}, ' a-t- 1500ms #', 's'],
    ['waits for it where sends are queued', queueing, 'a-t- 1752ms A-(Z|)', 's--- 1752ms S'],
  ])('%s', (_, options, expected, sent) => {
    const plot = { says: { send_message: ['a-t-l', 'a-z'] }, frames, options, refused: [2, 3] };
    scene(plot, ({ turn$, sent$, expectObservable }) => {
      const offline = expect.objectContaining({ kind: 'offline' });
      expectObservable(turn$.pipe(retryTurn({ delay: 500 }))).toBe(expected, seen, offline);
      expectObservable(sent$).toBe(sent, actions);
    });
  });

  it('repeats a turn that the server could not answer just now', () => {
    const says = { send_message: ['a-f', 'a-z'] };
    scene({ says, frames }, ({ turn$, sent$, expectObservable }) => {
      const expected = '               a-f---B-(Y|)';
      const sent = '                   s-----B';

      expectObservable(turn$.pipe(retryTurn({ delay: 4 }))).toBe(expected, seen);
      expectObservable(sent$).toBe(sent, actions);
    });
  });

  it.each([
    ['the server refuses', '               n----', '(n#)', 's'],
    ['was interrupted after a tool ran', ' a-c-l', 'a-c-#', 's'],
    ['was too long after a tool ran', '    a-c--', 'a-c 52ms #', 's-- 52ms x'],
  ])('does not repeat what %s', (_, spoken, expected, sent) => {
    const says = { send_message: spoken, cancel: '-x' };
    scene({ says, frames, options: { turnTimeout: 50 } }, ({ turn$, sent$, expectObservable }) => {
      const failure = expect.objectContaining({ retryable: false });
      expectObservable(turn$.pipe(retryTurn())).toBe(expected, seen, failure);
      expectObservable(sent$).toBe(sent, actions);
    });
  });

  it.each([
    ['was interrupted', 'a-c-l', 'a-c- 500ms (Z|)', 's--- 500ms S'],
    ['was too long', '   a-c--', 'a-c 552ms (Y|)', ' s-- 52ms x 499ms B'],
  ])('repeats what %s after a tool ran if it may', (_, spoken, expected, sent) => {
    const says = { send_message: [spoken, 'z'], cancel: '-x' };
    scene({ says, frames, options: { turnTimeout: 50 } }, ({ turn$, sent$, expectObservable }) => {
      const result$ = turn$.pipe(retryTurn({ delay: 500, repeatWrites: true }));
      expectObservable(result$).toBe(expected, seen);
      expectObservable(sent$).toBe(sent, actions);
    });
  });

  it('asks anew about a write when it comes after confirmWrites', () => {
    const says = { send_message: ['a-w-l', 'a-w'], confirm_tool_action: '-Z' };
    scene({ says, frames: { ...frames, Z: seen.Z } }, (helpers) => {
      const { turn$, sent$, cold, expectObservable, expectSubscriptions } = helpers;
      const question$ = cold<boolean>('  ---y', { y: true });
      //                                         ---y
      const asked = ['                 --^-!', ' ---- 500ms --^--!'];
      const expected = '               a-w- 500ms A-W---(Z|)';
      const sent = '                   s--- 500ms S----y';

      const result$ = turn$.pipe(
        confirmWrites(() => question$),
        retryTurn({ delay: 500 }),
      );
      expectObservable(result$).toBe(expected, seen);
      expectSubscriptions(question$.subscriptions).toBe(asked);
      expectObservable(sent$).toBe(sent, actions);
    });
  });
});
