import { toolCalls, type TurnEvent } from 'smooth-operator-rx';
import { event } from 'smooth-operator-rx/testing';
import { describe, it } from 'vitest';
import { asking, obeysTheLaws } from '../laws';
import { turnTest } from '../turnTest';

const events = {
  a: event.accepted('r1'),
  t: event.streamToken('r1', 'Looking.'),
  c: event.toolCall('r1', 'find_order', { orderId: 7 }),
  j: event.toolCall('r1', 'find_order', '{"orderId":7}'),
  b: event.toolCall('r1', 'find_order', 'order 7'),
  r: event.toolResult('r1', 'find_order', 'on its way'),
  f: event.toolResult('r1', 'find_order', 'no such order', true),
  d: event.streamChunk('r1', 'find_order', {
    rawResponse: { toolResult: { name: 'find_order', result: 'Denied by human: no.' } },
  }),
  e: event.streamChunk('r1', 'agent'),
  n: event.streamChunk('r1', 'agent', { rawResponse: 'thinking' }),
  w: asking(event.writeConfirmationRequired('r1', 'find_order')),
  x: event.cancelled('r1'),
  z: event.eventualResponse('r1'),
};
const activity = {
  c: { kind: 'call', name: 'find_order', arguments: { orderId: 7 } },
  b: { kind: 'call', name: 'find_order', arguments: { _raw: 'order 7' } },
  r: { kind: 'result', name: 'find_order', isError: false, result: 'on its way' },
  f: { kind: 'result', name: 'find_order', isError: true, result: 'no such order' },
  d: { kind: 'result', name: 'find_order', isError: true, result: 'Denied by human: no.' },
};

describe('toolCalls', () => {
  obeysTheLaws(toolCalls());

  it.each([
    ['a call and its result', '              a-c-r-(z|)', '--c-r-|'],
    ['arguments that come as JSON text', '   a-j-r-(z|)', '--c-r-|'],
    ['arguments that are no JSON', '         a-b-r-(z|)', '--b-r-|'],
    ['a result that is flagged', '           a-c-f-(z|)', '--c-f-|'],
    ['a result that is not flagged', '       a-c-d-(z|)', '--c-d-|'],
    ['a call that waits for approval', '     a-wcr-(z|)', '---cr-|'],
    ['many calls', '                         acrtcrt(z|)', '-cr-cr-|'],
    ['chunks that are about no tool', '      a-e-n-(z|)', '------|'],
    ['a turn without tools', '               a-t-t-(z|)', '------|'],
    ['a cancelled turn', '                   a-c-x|', '    --c--|'],
    ['an error', '                           a-c-#', '     --c-#'],
  ])('emits what the agent does with its tools: %s', (_, source, expected) => {
    turnTest(({ hot, expectObservable }) => {
      expectObservable(hot<TurnEvent>(source, events).pipe(toolCalls())).toBe(expected, activity);
    });
  });

  it('stops when it is left', () => {
    turnTest(({ hot, expectObservable, expectSubscriptions }) => {
      const source$ = hot<TurnEvent>(' a-c-r-(z|)', events);
      const left = '                   ^--!';
      const expected = '               --c-';

      expectObservable(source$.pipe(toolCalls()), left).toBe(expected, activity);
      expectSubscriptions(source$.subscriptions).toBe(left);
    });
  });
});
