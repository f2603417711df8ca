import { text, type TurnEvent } from 'smooth-operator-rx';
import { event } from 'smooth-operator-rx/testing';
import { describe, it } from 'vitest';
import { obeysTheLaws } from '../laws';
import { turnTest } from '../turnTest';

const events = {
  a: event.accepted('r1'),
  p: event.streamPreamble('r1', 'One moment.'),
  h: event.streamToken('r1', 'He'),
  l: event.streamToken('r1', 'llo'),
  n: event.streamToken('r1', ''),
  c: event.toolCall('r1', 'lookup'),
  x: event.cancelled('r1'),
  w: event.eventualResponse('r1', { text: 'Hello!' }),
  s: event.eventualResponse('r1', { text: 'Hello' }),
  e: event.eventualResponse('r1'),
  // the second attempt of the same message
  A: event.accepted('r2'),
  H: event.streamToken('r2', 'Hi'),
  E: event.eventualResponse('r2'),
};
const texts = { n: '', h: 'He', l: 'Hello', w: 'Hello!', H: 'Hi' };

describe('text', () => {
  obeysTheLaws(text());

  it.each([
    ['one token', '                              a-h-(w|)', '  --h-(w|)'],
    ['many tokens', '                            a-h-l-(w|)', '--h-l-(w|)'],
    ['an answer that is the text already', '     a-h-l-(s|)', '--h-l-|'],
    ['an answer without text', '                 a-h-l-(e|)', '--h-l-|'],
    ['an answer without a token before it', '    a-----(w|)', '------(w|)'],
    ['neither tokens nor text', '                a-----(e|)', '------|'],
    ['an empty token', '                         a-n-h-(w|)', '--n-h-(w|)'],
    ['a token that adds nothing', '              a-h-n-(w|)', '--h---(w|)'],
    ['text that is not of the answer', '         aphclp(w|)', '--h-l-(w|)'],
    ['a cancelled turn', '                       a-h-l-(x|)', '--h-l-|'],
    ['an error', '                               a-h-#', '     --h-#'],
  ])(
    'emits the text so far, then the authoritative one: %s [REPLY-1] [TOKEN-1]',
    (_, source, expected) => {
      turnTest(({ hot, expectObservable }) => {
        expectObservable(hot<TurnEvent>(source, events).pipe(text())).toBe(expected, texts);
      });
    },
  );

  it.each([
    ['with its tokens', '           a-h-l-A-H-(E|)', '--h-l---H-|'],
    ['with an equal beginning', '   a-h---A-H-(E|)', '--h-----H-|'],
  ])('begins anew when the turn does: %s', (_, source, expected) => {
    turnTest(({ hot, expectObservable }) => {
      expectObservable(hot<TurnEvent>(source, events).pipe(text())).toBe(expected, texts);
    });
  });

  it('stops when it is left', () => {
    turnTest(({ hot, expectObservable, expectSubscriptions }) => {
      const source$ = hot<TurnEvent>(' a-h-l-(w|)', events);
      const left = '                   ^--!';
      const expected = '               --h-';

      expectObservable(source$.pipe(text()), left).toBe(expected, texts);
      expectSubscriptions(source$.subscriptions).toBe(left);
    });
  });
});
