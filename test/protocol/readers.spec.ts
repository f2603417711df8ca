import {
  errorOf,
  replyText,
  toolActivity,
  type ErrorEvent,
  type StreamChunk,
} from 'smooth-operator-rx/protocol';
import { describe, expect, it } from 'vitest';
import { accepted } from './catalogue';

describe('errorOf', () => {
  it('reads what the error says', () => {
    expect(errorOf(accepted('error', 'both-copies') as ErrorEvent)).toEqual({
      code: 'SESSION_NOT_FOUND',
      message: 'No such session.',
    });
  });

  it('keeps the details', () => {
    expect(errorOf(accepted('error', 'with-details') as ErrorEvent)).toHaveProperty(
      'details.sessionId',
    );
  });
});

describe('toolActivity', () => {
  const chunk = (rawResponse: unknown, node = 'node'): StreamChunk => ({
    type: 'stream_chunk',
    data: { requestId: 'r1', node, state: { rawResponse } },
  });
  const argumentsOf = (sent: unknown) =>
    toolActivity(chunk({ toolCall: { name: 'f', arguments: sent } }));

  it.each([
    ['an object', { a: 1 }, { a: 1 }],
    ['JSON text', '{"a":1}', { a: 1 }],
    ['text that is no JSON', 'a=1', { _raw: 'a=1' }],
    ['text of something else', '[1]', { _raw: '[1]' }],
    ['empty text', '', {}],
    ['nothing', undefined, {}],
    ['null', null, {}],
    ['an array', [1], { _raw: [1] }],
  ])('[TOL-8] makes the arguments an object when they come as %s', (_, sent, expected) => {
    expect(argumentsOf(sent)).toEqual({ kind: 'call', name: 'f', arguments: expected });
  });

  it.each([
    [false, 'Error: no', false],
    [true, 'Refunded.', true],
    [undefined, 'Error: no', true],
    [undefined, 'Denied by human: not now', true],
    [undefined, 'An Error: within', false],
    ['true', 'Refunded.', false],
  ])('[TOL-9] takes the flag %j of %j for %j', (isError, result, expected) => {
    const event = chunk({ toolResult: { name: 'f', isError, result } });
    expect(toolActivity(event)).toEqual({ kind: 'result', name: 'f', isError: expected, result });
  });

  it('makes a result text', () => {
    const resultOf = (result: unknown) =>
      toolActivity(chunk({ toolResult: { name: 'f', result } }));
    expect(resultOf({ ok: true })).toHaveProperty('result', '{"ok":true}');
    expect(resultOf(undefined)).toHaveProperty('result', '');
  });

  it('takes the node for the name when there is none', () => {
    expect(toolActivity(chunk({ toolCall: {} }, 'issue_refund'))).toHaveProperty(
      'name',
      'issue_refund',
    );
  });

  it.each([undefined, null, 'text', [], {}, { toolCall: 'f' }, { toolResult: null }])(
    'is undefined for the chunk of %j',
    (rawResponse) => {
      expect(toolActivity(chunk(rawResponse))).toBeUndefined();
    },
  );
});

describe('replyText', () => {
  it.each([
    [{ responseParts: ['Seventeen days.'] }, 'Seventeen days.'],
    [{ responseParts: ['One.', 'Two.'] }, 'One.\n\nTwo.'],
    [{ responseParts: ['One.', 7, null] }, 'One.'],
    [{ responseParts: [''] }, ''],
    [{ responseParts: 'One.' }, ''],
    ['As text.', 'As text.'],
    [null, ''],
    [['One.'], ''],
    [{}, ''],
  ])('of %j is %j', (response, text) => {
    expect(replyText(response)).toBe(text);
  });
});
