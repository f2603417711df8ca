import { defer, type Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import {
  ProviderError,
  SmartflowTimeoutError,
  ValidationError,
  type RetryOptions,
} from 'smooth-operator-rx/smartflow';
import { readEvents } from '../../src/smartflow/http/sse';
import { retrying } from '../../src/smartflow/http/retrying';
import { noLonger } from '../../src/smartflow/http/silence';

type Helpers = Parameters<Parameters<TestScheduler['run']>[0]>[0];

function virtually(test: (helpers: Helpers) => void): void {
  const scheduler = new TestScheduler((actual, expected) => {
    expect(actual).toEqual(expected);
  });
  scheduler.run(test);
}

describe('silence', () => {
  const silent = new SmartflowTimeoutError('host was silent for 5 ms');

  it('is an error when it lasts too long before the answer, and leaves it', () => {
    virtually(({ cold, expectObservable, expectSubscriptions }) => {
      const answer = cold('      ---------a');
      expectObservable(answer.pipe(noLonger(5, 'host'))).toBe('-----#', undefined, silent);
      expectSubscriptions(answer.subscriptions).toBe('         ^----!');
    });
  });

  it('is an error when it lasts too long within the answer', () => {
    virtually(({ cold, expectObservable, expectSubscriptions }) => {
      const answer = cold('      ---a---b------c');
      expectObservable(answer.pipe(noLonger(5, 'host'))).toBe('---a---b----#', undefined, silent);
      expectSubscriptions(answer.subscriptions).toBe('         ^-----------!');
    });
  });

  it('is none in an answer that keeps coming, however long it is', () => {
    virtually(({ cold, expectObservable }) => {
      const answer = cold('      ----a----b----c----d----|');
      expectObservable(answer.pipe(noLonger(5, 'host'))).toBe('----a----b----c----d----|');
    });
  });

  it('may last for ever when it is allowed to', () => {
    virtually(({ cold, expectObservable }) => {
      const answer = cold('  2592000s a');
      expectObservable(answer.pipe(noLonger(Infinity, 'host')), '2592001s !').toBe('2592000s a');
      expectObservable(answer.pipe(noLonger(2 ** 40, 'host')), '86400s !').toBe('');
    });
  });
});

describe('a retry', () => {
  const busy = new ProviderError('busy');
  const wait = (retryAfter: number) => new ProviderError('busy', { retryAfter });

  /** Attempts one after the other, as marbles; an attempt ends as they say. */
  const attempts = (
    { cold }: Helpers,
    marbles: readonly (readonly [marbles: string, error?: unknown])[],
    options: Partial<RetryOptions> = {},
    random = () => 1,
  ): { all: ReturnType<Helpers['cold']>[]; result$: Observable<string> } => {
    const all = marbles.map(([one, error]) => cold(one, undefined, error));
    let next = 0;
    const result$ = retrying({ count: 2, delay: 10, maxDelay: 1_000, ...options }, random, () =>
      defer(() => all[next++] as Observable<string>),
    );
    return { all, result$ };
  };

  it('waits twice as long each time, and gives up when its count is reached', () => {
    virtually((helpers) => {
      const { result$ } = attempts(helpers, [
        ['-#', busy],
        ['-#', busy],
        ['-#', busy],
      ]);
      helpers.expectObservable(result$).toBe('- 10ms - 20ms - #', undefined, busy);
    });
  });

  it('gives what an attempt gives that succeeds', () => {
    virtually((helpers) => {
      const { result$, all } = attempts(helpers, [['-#', busy], ['-(a|)']]);
      helpers.expectObservable(result$).toBe('- 10ms - (a|)');
      helpers.expectSubscriptions(all[0]?.subscriptions ?? []).toBe('^!');
      helpers.expectSubscriptions(all[1]?.subscriptions ?? []).toBe('- 10ms ^!');
    });
  });

  it('waits a part of the time, as chance will have it, and never longer than the longest', () => {
    virtually((helpers) => {
      const { result$ } = attempts(helpers, [['#', busy], ['(a|)']], {}, () => 0.5);
      helpers.expectObservable(result$).toBe('5ms (a|)');
      const capped = attempts(helpers, [['#', busy], ['#', busy], ['(a|)']], { maxDelay: 12 });
      helpers.expectObservable(capped.result$).toBe('22ms (a|)');
    });
  });

  it('waits as long as the answer asks for', () => {
    virtually((helpers) => {
      const { result$ } = attempts(helpers, [['#', wait(1)], ['(a|)']]);
      helpers.expectObservable(result$).toBe('1s (a|)');
    });
  });

  it('is not made when the answer asks for longer than is allowed', () => {
    virtually((helpers) => {
      const error = wait(2);
      const { result$ } = attempts(helpers, [['#', error]]);
      helpers.expectObservable(result$).toBe('#', undefined, error);
    });
  });

  it.each<readonly [string, unknown]>([
    ['cannot pass', new ValidationError('no')],
    ['is not of this client', new Error('callback')],
  ])('is not made of an error that %s', (_, error) => {
    virtually((helpers) => {
      const { result$ } = attempts(helpers, [['-#', error]]);
      helpers.expectObservable(result$).toBe('-#', undefined, error);
    });
  });

  it('is not made once something has been emitted', () => {
    virtually((helpers) => {
      const { result$ } = attempts(helpers, [['-a-#', busy]]);
      helpers.expectObservable(result$).toBe('-a-#', undefined, busy);
    });
  });

  it('is not made once an event has been read, though nothing was emitted of it', () => {
    virtually(({ cold, expectObservable }) => {
      const result$ = retrying(
        { count: 2, delay: 1, maxDelay: 1 },
        () => 1,
        (began) => {
          const body$ = cold(
            '-a#',
            { a: new TextEncoder().encode(': hi\n\ndata: ping\n\n') },
            busy,
          );
          const origin = { requestId: undefined, retryAfter: undefined, provider: undefined };
          return readEvents(
            {
              body$,
              contentType: '',
              limit: 100,
              ...origin,
              status: 200,
              redact: (text: string) => text,
              began,
              heard: () => undefined,
            },
            () => () => false,
          );
        },
      );
      expectObservable(result$).toBe('--#', undefined, busy); // a second attempt would end later
    });
  });

  it('is left with who leaves, in its wait, too', () => {
    virtually((helpers) => {
      const { result$, all } = attempts(helpers, [['#', busy], ['a']]);
      helpers.expectObservable(result$, '5ms !').toBe('');
      helpers.expectSubscriptions(all[1]?.subscriptions ?? []).toBe([]);
    });
  });

  it('counts anew for each subscription', () => {
    virtually((helpers) => {
      const { result$ } = attempts(helpers, [['#', busy], ['(a|)'], ['#', busy], ['(b|)']], {
        count: 1,
      });
      helpers.expectObservable(result$).toBe('10ms (a|)');
      helpers.expectObservable(result$, '50ms ^').toBe('60ms (b|)');
    });
  });
});
