import fc from 'fast-check';
import {
  asyncScheduler,
  concat,
  concatMap,
  delay,
  from,
  of,
  take,
  throwError,
  timer,
  type Observable,
} from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { conflateTokens, type TurnEvent } from 'smooth-operator-rx';
import type { StreamToken } from 'smooth-operator-rx/protocol';
import { event } from 'smooth-operator-rx/testing';
import { describe, expect, it } from 'vitest';
import { obeysTheLaws } from '../laws';
import { turnTest } from '../turnTest';

const token = (text: string, requestId = 'r1') => event.streamToken(requestId, text);

const events = {
  a: token('a'),
  b: token('b'),
  c: token('c'),
  d: token('d'),
  B: token('bc'),
  C: token('cd'),
  o: token('o', 'r2'),
  r: event.streamReasoning('r1', 'Hm.'),
  k: event.toolCall('r1', 'lookup'),
  z: event.eventualResponse('r1', { text: 'abcd' }),
};

describe('conflateTokens', () => {
  obeysTheLaws(conflateTokens());

  const window = 5;

  it.each([
    ['one', '                                        a---------(z|)', '  a---------(z|)'],
    ['many', '                                       abc-------(z|)', '  a----B----(z|)'],
    ['more in the window after', '                   ab----c-d-(z|)', '  a----b----(Cz|)'],
    ['more after a quiet window', '                  a------b--(z|)', '  a------b--(z|)'],
    ['more after two quiet windows', '               ab-----------c(z|)', 'a----b-------c(z|)'],
    ['the last, before the turn ends', '             ab(z|)', '          a-(bz|)'],
    ['the last, before a bare completion', '         ab|', '             a-(b|)'],
    ['the last, before an error', '                  ab#', '             a-(b#)'],
    ['those before another event, ahead of it', '    abk-------(z|)', '  a-(bk)----(z|)'],
    ['those after another event, in their window', ' akb-------(z|)', '  ak---b----(z|)'],
    ['those between two others', '                   akbr------(z|)', '  ak-(br)---(z|)'],
    ['those of another turn apart', '                abo-------(z|)', '  a-b--o----(z|)'],
    ['none', '                                       k-r-------(z|)', '  k-r-------(z|)'],
  ])('merges the tokens of a window: %s', (_, source, expected) => {
    turnTest(({ hot, expectObservable }) => {
      const source$ = hot<TurnEvent>(source, events);
      expectObservable(source$.pipe(conflateTokens(window))).toBe(expected, events);
    });
  });

  it('has a window of one frame of a display unless told otherwise', () => {
    turnTest(({ hot, expectObservable }) => {
      const source$ = hot<TurnEvent>('             ab 30ms (z|)', events);
      const expected = '                           a 15ms b 15ms (z|)';
      expectObservable(source$.pipe(conflateTokens())).toBe(expected, events);
    });
  });

  it('passes a token that it does not merge as it is, and leaves those it merges alone', () => {
    const [a, b, c] = [
      token('a'),
      { ...token('b'), timestamp: 1 },
      { ...token('c'), timestamp: 2 },
    ];
    const seen: TurnEvent[] = [];
    from([a, b, c])
      .pipe(conflateTokens())
      .subscribe((passed) => seen.push(passed));

    expect(seen[0]).toBe(a);
    expect(seen[1]).toEqual({ ...token('bc'), timestamp: 2 });
    expect([b.data.token, c.data.token]).toEqual(['b', 'c']);
  });

  it('drops what it holds when it is left', () => {
    turnTest(({ hot, expectObservable, expectSubscriptions }) => {
      const source$ = hot<TurnEvent>(' abc-------(z|)', events);
      const left = '                   ^--!';
      const expected = '               a--';

      expectObservable(source$.pipe(conflateTokens(window)), left).toBe(expected, events);
      expectSubscriptions(source$.subscriptions).toBe(left);
    });
  });

  it('opens no further window when it is left on the token that the last one held', () => {
    const scheduler = new TestScheduler(() => undefined);
    scheduler.run(({ hot, flush }) => {
      hot<TurnEvent>('ab', events).pipe(conflateTokens(window), take(2)).subscribe();
      flush();
      expect(scheduler.frame).toBe(window);
    });
  });

  it('loses, delays and reorders nothing, whatever comes and whenever', () => {
    fc.assert(
      fc.property(timedEvents, fc.nat(30), fc.boolean(), (told, rest, fails) => {
        turnTest(({ flush }) => {
          const given: Seen[] = [];
          const got: Seen[] = [];
          const end$ = fails ? throwError(() => new Error('gone')) : of();
          const source$ = concat(played(told), timer(rest).pipe(concatMap(() => end$)));

          source$.subscribe(into(given));
          source$.pipe(conflateTokens(window)).subscribe(into(got));
          flush();

          expect(runs(got)).toEqual(runs(given));
          expect(got.filter(isOther)).toEqual(given.filter(isOther));
          expect(latenesses(given, got).every((late) => late >= 0 && late <= window)).toBe(true);
        });
      }),
    );
  });

  it('brings tokens at most once in a window, but for the last', () => {
    fc.assert(
      fc.property(timedTokens, (tokens) => {
        turnTest(({ flush }) => {
          const got: Seen[] = [];
          played(tokens).pipe(conflateTokens(window)).subscribe(into(got));
          flush();

          const times = got.map(({ at }) => at).slice(0, -1);
          for (const [n, at] of times.slice(1).entries()) {
            expect(at - (times[n] as number)).toBeGreaterThanOrEqual(window);
          }
        });
      }),
    );
  });
});

const texts = fc.string({ maxLength: 3 });
const timed = (event: fc.Arbitrary<TurnEvent>) => fc.array(fc.record({ pause: fc.nat(8), event }));

const timedTokens = timed(texts.map((text) => token(text)));
const timedEvents = timed(
  fc.oneof(
    { weight: 6, arbitrary: texts.map((text) => token(text)) },
    { weight: 1, arbitrary: texts.map((text) => token(text, 'r2')) },
    { weight: 1, arbitrary: fc.constantFrom<TurnEvent>(events.k, events.r) },
  ),
);

function played(told: readonly { pause: number; event: TurnEvent }[]): Observable<TurnEvent> {
  return from(told).pipe(concatMap(({ pause, event }) => of(event).pipe(delay(pause))));
}

interface Seen {
  readonly at: number;
  readonly event: TurnEvent;
}

function into(seen: Seen[]) {
  const see = (event: TurnEvent) => seen.push({ at: asyncScheduler.now(), event });
  return { next: see, error: () => undefined };
}

const isOther = ({ event }: Seen) => event.type !== 'stream_token';

const isToken = (seen: Seen): seen is Seen & { readonly event: StreamToken } => !isOther(seen);

/** What is left of a stream when it does not matter how its text was cut. */
function runs(seen: readonly Seen[]): unknown[] {
  const told: unknown[] = [];
  let last: { requestId: string; text: string } | undefined;
  for (const { event } of seen) {
    if (event.type !== 'stream_token') {
      last = undefined;
      told.push(event);
    } else if (last?.requestId === event.data.requestId) last.text += event.data.token;
    else told.push((last = { requestId: event.data.requestId, text: event.data.token }));
  }
  return told;
}

/** How much later each character came out than it went in, in milliseconds. */
function latenesses(given: readonly Seen[], got: readonly Seen[]): number[] {
  const times = (seen: readonly Seen[]) =>
    seen.filter(isToken).flatMap(({ at, event }) => Array.from(event.data.token, () => at));
  const before = times(given);
  return times(got).map((at, n) => at - (before[n] as number));
}
