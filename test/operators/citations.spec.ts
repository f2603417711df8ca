import { citations, type TurnEvent } from 'smooth-operator-rx';
import { event } from 'smooth-operator-rx/testing';
import { describe, it } from 'vitest';
import { obeysTheLaws } from '../laws';
import { turnTest } from '../turnTest';

const returns = { id: 'returns.md', title: 'Returns', snippet: 'Seventeen days.', score: 2 };
const shipping = { id: 'shipping.md', title: 'Shipping', snippet: 'Five days.', score: 1 };

const events = {
  a: event.accepted('r1'),
  t: event.streamToken('r1', 'Seventeen'),
  x: event.cancelled('r1'),
  o: event.eventualResponse('r1', { citations: [returns] }),
  m: event.eventualResponse('r1', { citations: [returns, shipping] }),
  n: event.eventualResponse('r1'),
  e: event.eventualResponse('r1', { citations: [] }),
};

describe('citations', () => {
  obeysTheLaws(citations());

  it.each([
    ['one', '                              a-t-(o|)', '----(o|)'],
    ['many, in their order', '             a-t-(m|)', '----(m|)'],
    ['none, as an empty list', '           a-t-(e|)', '----(e|)'],
    ['an empty list if they are left out', 'a-t-(n|)', '----(e|)'],
    ['nothing for a cancelled turn', '     a-t-(x|)', '----|'],
    ['nothing before an error', '          a-t-#', '   ----#'],
  ])('emits what the answer cites: %s', (_, source, expected) => {
    turnTest(({ hot, expectObservable }) => {
      expectObservable(hot<TurnEvent>(source, events).pipe(citations())).toBe(expected, {
        o: [returns],
        m: [returns, shipping],
        e: [],
      });
    });
  });

  it('stops when it is left', () => {
    turnTest(({ hot, expectObservable, expectSubscriptions }) => {
      const source$ = hot<TurnEvent>(' a-t-(o|)', events);
      const left = '                   ^--!';
      const expected = '               ----';

      expectObservable(source$.pipe(citations()), left).toBe(expected);
      expectSubscriptions(source$.subscriptions).toBe(left);
    });
  });
});
