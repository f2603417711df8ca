import { reasoning, type TurnEvent } from 'smooth-operator-rx';
import { event } from 'smooth-operator-rx/testing';
import { describe, it } from 'vitest';
import { obeysTheLaws } from '../laws';
import { turnTest } from '../turnTest';

const events = {
  a: event.accepted('r1'),
  p: event.streamPreamble('r1', 'One moment.'),
  l: event.streamReasoning('r1', 'Let'),
  m: event.streamReasoning('r1', ' me see'),
  t: event.streamToken('r1', 'Yes'),
  z: event.eventualResponse('r1', { text: 'Yes' }),
};

describe('reasoning', () => {
  obeysTheLaws(reasoning());

  it.each([
    ['one thought', '          a-l-(z|)', '  --l-|'],
    ['many thoughts', '        a-l-m-(z|)', '--l-m-|'],
    ['among other text', '     aptltm(z|)', '---l-m|'],
    ['a thoughtless turn', '   a-p-t-(z|)', '------|'],
    ['an error', '             a-l-#', '     --l-#'],
  ])('emits the text of each thought: %s', (_, source, expected) => {
    turnTest(({ hot, expectObservable }) => {
      expectObservable(hot<TurnEvent>(source, events).pipe(reasoning())).toBe(expected, {
        l: 'Let',
        m: ' me see',
      });
    });
  });

  it('stops when it is left', () => {
    turnTest(({ hot, expectObservable, expectSubscriptions }) => {
      const source$ = hot<TurnEvent>(' a-l-m-(z|)', events);
      const left = '                   ^--!';
      const expected = '               --l-';

      expectObservable(source$.pipe(reasoning()), left).toBe(expected, { l: 'Let' });
      expectSubscriptions(source$.subscriptions).toBe(left);
    });
  });
});
