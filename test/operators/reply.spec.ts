import { reply, type TurnEvent } from 'smooth-operator-rx';
import { event } from 'smooth-operator-rx/testing';
import { describe, it } from 'vitest';
import { obeysTheLaws } from '../laws';
import { turnTest } from '../turnTest';

const answer = event.eventualResponse('r1', { text: 'Hello', usage: { promptTokens: 10 } });
const { response } = answer.data.data;

const events = {
  a: event.accepted('r1'),
  t: event.streamToken('r1', 'Hello, I'),
  x: event.cancelled('r1'),
  z: answer,
  s: event.eventualResponse('r1', { response: 'Hello' }),
  m: event.eventualResponse('r1', {
    response: { ...(response as object), responseParts: ['Hello', 'again'] },
  }),
  o: event.eventualResponse('r1', { response: null }),
};
const replies = {
  z: { ...events.z.data.data, text: 'Hello' },
  s: { ...events.s.data.data, text: 'Hello' },
  m: { ...events.m.data.data, text: 'Hello\n\nagain' },
  o: { ...events.o.data.data, text: '' },
};

describe('reply', () => {
  obeysTheLaws(reply());

  it.each([
    ['the payload and its text', '         a-t-(z|)', '----(z|)'],
    ['a response that is a string', '      a-t-(s|)', '----(s|)'],
    ['a response of several parts', '      a-t-(m|)', '----(m|)'],
    ['a response that has no text', '      a-t-(o|)', '----(o|)'],
    ['nothing for a cancelled turn', '     a-t-(x|)', '----|'],
    ['nothing before an error', '          a-t-#', '   ----#'],
  ])('emits %s', (_, source, expected) => {
    turnTest(({ hot, expectObservable }) => {
      expectObservable(hot<TurnEvent>(source, events).pipe(reply())).toBe(expected, replies);
    });
  });

  it('stops when it is left', () => {
    turnTest(({ hot, expectObservable, expectSubscriptions }) => {
      const source$ = hot<TurnEvent>(' a-t-(z|)', events);
      const left = '                   ^--!';
      const expected = '               ----';

      expectObservable(source$.pipe(reply()), left).toBe(expected);
      expectSubscriptions(source$.subscriptions).toBe(left);
    });
  });
});
