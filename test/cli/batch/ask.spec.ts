import { defer, map, NEVER, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { SmoothOperatorError, TurnEvent } from 'smooth-operator-rx';
import { operatorError } from 'smooth-operator-rx/protocol';
import { event } from 'smooth-operator-rx/testing';
import { ask, type Asking } from '../../../src/cli/batch/ask';
import { turnTest } from '../../turnTest';

const events = {
  a: event.accepted('r1'),
  e: event.eventualResponse('r1', { text: 'Hello' }),
  c: event.cancelled('r1'),
};
const answer = { h: 'Hello' };

function refused(code: string, details?: unknown): SmoothOperatorError {
  return operatorError('failed', code, code, {
    event: event.error('r1', code),
    retryable: true,
    ...(details !== undefined && { details }),
  });
}

const OFFLINE = operatorError('offline', 'OFFLINE', 'It waited.', { retryable: true });
const FINAL = operatorError('failed', 'VALIDATION_ERROR', 'No.', { event: event.error('r1', 'V') });

/** A prompt whose turns come to these ends, the last one again and again. */
function asked(turns: readonly Observable<TurnEvent>[], asking: Partial<Asking> = {}) {
  let count = 0;
  const busy: SmoothOperatorError[] = [];
  const session = {
    turn: () => defer(() => turns[Math.min(count++, turns.length - 1)] ?? NEVER),
  };
  const reply$ = ask(session, 'Hi', {
    retries: 2,
    decide: () => false,
    onBusy: (error) => busy.push(error),
    draining$: NEVER,
    ...asking,
  });
  return { text$: reply$.pipe(map(({ text }) => text)), busy, turns: () => count };
}

describe('asking a prompt', () => {
  it('gives its reply', () => {
    turnTest(({ cold, expectObservable }) => {
      const { text$ } = asked([cold('a--(e|)', events)]);
      expectObservable(text$).toBe(' ---(h|)', answer);
    });
  });

  it('is done again after one second, then after two, when that can help', () => {
    turnTest(({ cold, expectObservable }) => {
      const lost$ = cold<TurnEvent>('#', {}, refused('AGENT_ERROR'));
      const { text$ } = asked([lost$, lost$, cold('(ae|)', events)]);
      expectObservable(text$).toBe('3s (h|)', answer);
    });
  });

  it('fails with the last error when no retry is left', () => {
    turnTest(({ cold, expectObservable, flush }) => {
      const error = refused('AGENT_ERROR');
      const lost$ = cold<TurnEvent>('#', {}, error);
      const { text$, turns } = asked([lost$], { retries: 1 });
      expectObservable(text$).toBe('1s #', {}, error);
      flush();
      expect(turns()).toBe(2);
    });
  });

  it.each([
    ['what a server will always refuse', FINAL],
    ['what has waited for the connection', OFFLINE],
  ])('is not done again for %s', (_, error) => {
    turnTest(({ cold, expectObservable }) => {
      const { text$ } = asked([cold<TurnEvent>('#', {}, error)]);
      expectObservable(text$).toBe('#', {}, error);
    });
  });

  it('waits as long as a busy server says, as often as it says so, and counts that as no retry', () => {
    turnTest(({ cold, expectObservable, flush }) => {
      const busy$ = cold<TurnEvent>('#', {}, refused('RATE_LIMITED', { retryAfterMs: 42_000 }));
      const { text$, busy } = asked([busy$, busy$, busy$, busy$, cold('(ae|)', events)], {
        retries: 0,
      });
      expectObservable(text$).toBe('168s (h|)', answer);
      flush();
      expect(busy).toHaveLength(4);
    });
  });

  it.each([undefined, {}, { retryAfterMs: 'soon' }, { retryAfterMs: -1 }, { retryAfterMs: 1e12 }])(
    'waits a second where a busy server says nothing of use: %j',
    (details) => {
      turnTest(({ cold, expectObservable }) => {
        const busy$ = cold<TurnEvent>('#', {}, refused('SERVER_DRAINING', details));
        const { text$ } = asked([busy$, cold('(ae|)', events)]);
        expectObservable(text$).toBe('1s (h|)', answer);
      });
    },
  );

  it('is not done again once no more is to be asked; what is being asked goes on', () => {
    turnTest(({ cold, hot, expectObservable }) => {
      const lost = refused('AGENT_ERROR');
      const busy = refused('RATE_LIMITED');
      const draining$ = hot('--d');
      const lost$ = cold<TurnEvent>('#', {}, lost);
      const busy$ = cold<TurnEvent>('#', {}, busy);
      expectObservable(asked([lost$], { draining$ }).text$).toBe('--#', {}, lost);
      expectObservable(asked([busy$], { draining$ }).text$).toBe('--#', {}, busy);
      const running = asked([cold('a---(e|)', events)], { draining$ });
      expectObservable(running.text$).toBe('----(h|)', answer);
    });
  });

  it('says so when the turn was cancelled by somebody else', () => {
    turnTest(({ cold, expectObservable }) => {
      const { text$ } = asked([cold('a-(c|)', events)]);
      expectObservable(text$).toBe(
        '--#',
        {},
        expect.objectContaining({ kind: 'cancelled', code: 'CANCELLED' }),
      );
    });
  });
});
