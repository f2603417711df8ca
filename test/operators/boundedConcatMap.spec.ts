import fc from 'fast-check';
import { concatMap, from, map, of, range, timer, type Observable } from 'rxjs';
import { boundedConcatMap, type BoundedConcatMapOptions, type TurnEvent } from 'smooth-operator-rx';
import { event } from 'smooth-operator-rx/testing';
import { describe, expect, it } from 'vitest';
import { asking, failsWithItsCallback, obeysTheLaws } from '../laws';
import { AGENT, answering, only, turnTest } from '../turnTest';

const token = (text: string, requestId = 'r1') => event.streamToken(requestId, text);

const events = {
  a: token('a'),
  b: token('b'),
  c: token('c'),
  d: token('d'),
  B: token('bc'),
  C: token('bcd'),
  D: token('cd'),
  o: token('o', 'r2'),
  r: event.streamReasoning('r1', 'Hm.'),
  s: event.streamReasoning('r1', ' So.'),
  R: event.streamReasoning('r1', 'Hm. So.'),
  k: event.toolCall('r1', 'lookup'),
  l: event.toolResult('r1', 'lookup', 'done'),
  w: asking(event.writeConfirmationRequired('r1', 'issue_refund')),
  x: event.cancelled('r1'),
  z: event.eventualResponse('r1', { text: 'abcd' }),
} satisfies Record<string, TurnEvent>;

/** Ten frames for each event, then the event. */
const slowly = (told: TurnEvent): Observable<TurnEvent> => timer(10).pipe(map(() => told));

/** The text of a turn, and a sign for whatever else stands in between. */
const inShort = (seen: readonly TurnEvent[]): string =>
  seen.map((told) => (told.type === 'stream_token' ? told.data.token : '\0')).join('');

const overflown = (limit: number): unknown =>
  expect.objectContaining({ kind: 'overflow', code: 'OVERFLOW', limit, retryable: false });

describe('boundedConcatMap', () => {
  obeysTheLaws(boundedConcatMap((told) => of(told)));

  failsWithItsCallback((callback) => boundedConcatMap(callback), {
    values: events,
    source: '    --a--b',
    subscribed: '^-!',
    expected: '  --#',
  });

  describe('for a reader that keeps up', () => {
    it('is concatMap', () => {
      turnTest(({ hot, expectObservable, expectSubscriptions }) => {
        const source$ = hot<TurnEvent>('  a-k-b-(z|)', events);
        const expected = '             a-k-b-(z|)';
        const subscribed = '           ^-----!';
        expectObservable(source$.pipe(boundedConcatMap((told) => of(told)))).toBe(expected, events);
        expectSubscriptions(source$.subscriptions).toBe(subscribed);
      });
    });
  });

  describe('for a slow one', () => {
    it.each<[string, BoundedConcatMapOptions, string, string]>([
      // Each takes ten frames; what stands for a stretch of time has the length of what it replaces.
      ['joins what waits', {}, 'abcd|', '       10ms a 9ms (C|)'],
      ['joins no more than what waits', {}, 'abc 8ms d|', ' 10ms a 9ms B 9ms (d|)'],
      ['joins nothing over another event', {}, 'abkcd|', '    10ms a 9ms b 9ms k 9ms (D|)'],
      ['joins nothing of another turn', {}, 'abo|', '        10ms a 9ms b 9ms (o|)'],
      ['joins tokens of a kind', {}, 'kbrs|', '               10ms k 9ms b 9ms (R|)'],
      ['drops the oldest', { overflow: 'dropOldest', limit: 2 }, 'abcd|', ' 10ms a 9ms c 9ms (d|)'],
      [
        'drops the oldest token',
        { overflow: 'dropOldest', limit: 2 },
        'akbc|',
        '10ms a 9ms k 9ms (c|)',
      ],
      [
        'drops one for another event',
        { overflow: 'dropOldest', limit: 2 },
        'abck|',
        '10ms a 9ms c 9ms (k|)',
      ],
      ['drops it itself', { overflow: 'dropOldest', limit: 2 }, 'aklb|', ' 10ms a 9ms k 9ms (l|)'],
      ['drops the latest', { overflow: 'dropLatest', limit: 2 }, 'abcd|', ' 10ms a 9ms b 9ms (c|)'],
      [
        'drops the latest token',
        { overflow: 'dropLatest', limit: 2 },
        'abck|',
        '10ms a 9ms b 9ms (k|)',
      ],
    ])('%s', (_, options, source, expected) => {
      turnTest(({ hot, expectObservable }) => {
        const source$ = hot<TurnEvent>(source, events);
        expectObservable(source$.pipe(boundedConcatMap(slowly, options))).toBe(expected, events);
      });
    });

    it.each<[string, BoundedConcatMapOptions, string, string]>([
      ['whatever comes', { overflow: 'error', limit: 2 }, 'abcd', '               ---#'],
      [
        'no token, where tokens may be dropped',
        { overflow: 'dropOldest', limit: 2 },
        'aklw',
        '---#',
      ],
      ['no token, where the latest may be', { overflow: 'dropLatest', limit: 2 }, 'aklw', '---#'],
      ['what cannot be joined', { limit: 2 }, 'akbkb', '                      ---#'],
    ])('errors when there is no room, and leaves the turn: %s', (_, options, source, expected) => {
      turnTest(({ hot, expectObservable, expectSubscriptions }) => {
        const source$ = hot<TurnEvent>(source, events);
        const result$ = source$.pipe(boundedConcatMap(slowly, options));
        expectObservable(result$).toBe(expected, events, overflown(2));
        expectSubscriptions(source$.subscriptions).toBe('^--!');
      });
    });

    it.each(['conflate', 'dropOldest', 'dropLatest', 'error'] as const)(
      'lets the last event in, however many wait: %s',
      (overflow) => {
        turnTest(({ hot, expectObservable }) => {
          const work = boundedConcatMap(slowly, { limit: 1, overflow });
          const expected = '10ms a 9ms k 9ms (z|)';
          expectObservable(hot<TurnEvent>('akz|', events).pipe(work)).toBe(expected, events);
          const cancelled = '10ms a 9ms k 9ms (x|)';
          expectObservable(hot<TurnEvent>('akx|', events).pipe(work)).toBe(cancelled, events);
        });
      },
    );

    it('has a thousand wait unless told otherwise', () => {
      const never = boundedConcatMap(() => new Promise<never>(() => undefined), {
        overflow: 'error',
      });
      const told: unknown[] = [];
      const source$ = (count: number) => range(0, count).pipe(map(() => token('.')));
      source$(1_001)
        .pipe(never)
        .subscribe({ error: (error: unknown) => told.push(error) });
      expect(told).toEqual([]);
      source$(1_002)
        .pipe(never)
        .subscribe({ error: (error: unknown) => told.push(error) });
      expect(told).toEqual([overflown(1_000)]);
    });

    it('tells the error of the turn when its time comes: after what waits', () => {
      turnTest(({ hot, expectObservable }) => {
        const source$ = hot<TurnEvent>('ab#', events);
        expectObservable(source$.pipe(boundedConcatMap(slowly))).toBe('10ms a 9ms (b#)', events);
      });
    });

    it('loses no character and no other event with `conflate`, whatever comes and whenever', () => {
      const told = fc.record({
        pause: fc.nat(25),
        event: fc.oneof(
          fc.string().map((text) => token(text)),
          fc.constant(events.k),
        ),
      });
      fc.assert(
        fc.property(fc.array(told), (script) => {
          turnTest(({ flush }) => {
            const seen: TurnEvent[] = [];
            from(script)
              .pipe(
                concatMap(({ pause, event }) => timer(pause).pipe(map(() => event))),
                boundedConcatMap(slowly),
              )
              .subscribe((passed) => seen.push(passed));
            flush();
            expect(inShort(seen)).toBe(inShort(script.map(({ event }) => event)));
          });
        }),
      );
    });

    it('stops the work when it is left, and starts nothing of what waits', () => {
      turnTest(({ hot, cold, expectObservable, expectSubscriptions }) => {
        const work$ = cold('----|');
        const source$ = hot<TurnEvent>('  ab-k', events);
        const left = '                   ^-----!';
        expectObservable(source$.pipe(boundedConcatMap(() => work$)), left).toBe('');
        expectSubscriptions(work$.subscriptions).toBe(['^---!', '----^-!']);
        expectSubscriptions(source$.subscriptions).toBe(left);
      });
    });
  });

  it('does at once what waited, be it many thousands', () => {
    turnTest(({ flush, cold }) => {
      let done = 0;
      const source$ = range(0, 20_000).pipe(map(() => events.k));
      const first$ = cold<number>('-|');
      source$
        .pipe(boundedConcatMap(() => (done++ === 0 ? first$ : of(1)), { limit: 20_000 }))
        .subscribe();
      flush();
      expect(done).toBe(20_000);
    });
  });

  it('cancels the turn that is too fast for its reader', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({
          send_message: (a) =>
            cold('(tk)-t', { t: event.streamToken(a, 't'), k: event.toolCall(a, 'x') }),
          cancel: (a) => of(event.cancelled(a)),
        }),
      );
      const turn$ = client(scripted).session({ agentId: AGENT }).turn('Hi');
      const result$ = turn$.pipe(boundedConcatMap(slowly, { limit: 1, overflow: 'error' }));
      expectObservable(result$).toBe('-----#', {}, overflown(1));
      expectObservable(only(scripted.sent$, 'cancel').pipe(map(() => 'c'))).toBe('-----c');
    });
  });

  it.each([
    [{ limit: 0 }, 'limit must be a number, 1 or more'],
    [{ limit: NaN }, 'limit must be a number, 1 or more'],
    [{ limit: '5' as never }, 'limit must be a number, 1 or more'],
    [
      { overflow: 'drop' as never },
      'overflow must be one of conflate, dropOldest, dropLatest, error',
    ],
  ])('is invalid with %j', (options, what) => {
    expect(() => boundedConcatMap((told) => of(told), options)).toThrow(
      expect.objectContaining({ kind: 'invalid', message: `boundedConcatMap: ${what}.` }),
    );
  });

  it('takes whatever RxJS can subscribe to', () => {
    const seen: string[] = [];
    from([events.a])
      .pipe(boundedConcatMap(() => ['1', '2']))
      .subscribe((value) => seen.push(value));
    expect(seen).toEqual(['1', '2']);
  });
});
