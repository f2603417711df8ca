import { tokens, type TurnEvent } from 'smooth-operator-rx';
import { event } from 'smooth-operator-rx/testing';
import { describe, it } from 'vitest';
import { obeysTheLaws } from '../laws';
import { turnTest } from '../turnTest';

const events = {
  a: event.accepted('r1'),
  p: event.streamPreamble('r1', 'One moment.'),
  r: event.streamReasoning('r1', 'Hm.'),
  h: event.streamToken('r1', 'He'),
  l: event.streamToken('r1', 'llo'),
  n: event.streamToken('r1', ''),
  c: event.toolCall('r1', 'lookup'),
  z: event.eventualResponse('r1', { text: 'Hello' }),
};

describe('tokens', () => {
  obeysTheLaws(tokens());

  it.each([
    ['one token', '             a-h-(z|)', '--h-|'],
    ['many tokens', '           a-h-l-(z|)', '--h-l-|'],
    ['an empty token', '        a-n-h-(z|)', '--n-h-|'],
    ['other kinds of text', '   aprhcl(z|)', '---h-l|'],
    ['a turn without tokens', ' a-p-r-(z|)', '------|'],
    ['an error', '              a-h-#', '     --h-#'],
  ])('emits the text of each token: %s', (_, source, expected) => {
    turnTest(({ hot, expectObservable }) => {
      expectObservable(hot<TurnEvent>(source, events).pipe(tokens())).toBe(expected, {
        h: 'He',
        l: 'llo',
        n: '',
      });
    });
  });

  it('stops when it is left', () => {
    turnTest(({ hot, expectObservable, expectSubscriptions }) => {
      const source$ = hot<TurnEvent>(' a-h-l-(z|)', events);
      const left = '                   ^--!';
      const expected = '               --h-';

      expectObservable(source$.pipe(tokens()), left).toBe(expected, { h: 'He' });
      expectSubscriptions(source$.subscriptions).toBe(left);
    });
  });
});
