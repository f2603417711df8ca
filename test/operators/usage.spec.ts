import { usage, type TurnEvent } from 'smooth-operator-rx';
import { event } from 'smooth-operator-rx/testing';
import { describe, it } from 'vitest';
import { obeysTheLaws } from '../laws';
import { turnTest } from '../turnTest';

const full = { promptTokens: 10, completionTokens: 5, costUsd: 0 };

const events = {
  a: event.accepted('r1'),
  t: event.streamToken('r1', 'Hello'),
  x: event.cancelled('r1'),
  u: event.eventualResponse('r1', { usage: full }),
  p: event.eventualResponse('r1', { usage: { promptTokens: 10 } }),
  n: event.eventualResponse('r1'),
};

describe('usage', () => {
  obeysTheLaws(usage());

  it.each([
    ['what the turn cost', '                      a-t-(u|)', '----(u|)'],
    ['a part, if the server tells a part', '      a-t-(p|)', '----(p|)'],
    ['nothing if the server does not tell', '     a-t-(n|)', '----|'],
    ['nothing for a cancelled turn', '            a-t-(x|)', '----|'],
    ['nothing before an error', '                 a-t-#', '   ----#'],
  ])('emits %s', (_, source, expected) => {
    turnTest(({ hot, expectObservable }) => {
      expectObservable(hot<TurnEvent>(source, events).pipe(usage())).toBe(expected, {
        u: full,
        p: { promptTokens: 10 },
      });
    });
  });

  it('stops when it is left', () => {
    turnTest(({ hot, expectObservable, expectSubscriptions }) => {
      const source$ = hot<TurnEvent>(' a-t-(u|)', events);
      const left = '                   ^--!';
      const expected = '               ----';

      expectObservable(source$.pipe(usage()), left).toBe(expected);
      expectSubscriptions(source$.subscriptions).toBe(left);
    });
  });
});
