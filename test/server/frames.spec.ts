import { describe, expect, it } from 'vitest';
import { connect, only, service } from './kit';

const ping = { action: 'ping', requestId: 'ping' };

describe('a malformed frame is answered, and the connection goes on [FRAME-1] [FRAME-2] [FRAME-3] [FRAME-4] [FRAME-5] [CONFIRM-1]', () => {
  const malformed: readonly (readonly [
    title: string,
    frame: unknown,
    code: string,
    id?: string,
  ])[] = [
    ['text that is not JSON', '{', 'VALIDATION_ERROR'],
    ['an empty frame', '', 'VALIDATION_ERROR'],
    ['a number', '42', 'VALIDATION_ERROR'],
    ['null', 'null', 'VALIDATION_ERROR'],
    ['an array', '[]', 'VALIDATION_ERROR'],
    ['a string', '"ping"', 'VALIDATION_ERROR'],
    ['a frame without an action', { requestId: 'r' }, 'VALIDATION_ERROR', 'r'],
    ['an action that is a number', { action: 1, requestId: 'r' }, 'VALIDATION_ERROR', 'r'],
    ['an action that is null', { action: null, requestId: 'r' }, 'VALIDATION_ERROR', 'r'],
    ['an unknown action', { action: 'dance', requestId: 'r' }, 'UNSUPPORTED_ACTION', 'r'],
    ['an unknown action without an id', { action: 'dance' }, 'UNSUPPORTED_ACTION'],
    ['an action named as every object has one', { action: 'constructor' }, 'UNSUPPORTED_ACTION'],
    ['an action named __proto__', '{"action":"__proto__"}', 'UNSUPPORTED_ACTION'],
    ['an action with a very long name', { action: 'x'.repeat(5000) }, 'UNSUPPORTED_ACTION'],
    ['a binary frame', new TextEncoder().encode(JSON.stringify(ping)), 'VALIDATION_ERROR'],
    ['an empty binary frame', new Uint8Array(), 'VALIDATION_ERROR'],
    ['a frame above the limit', { ...ping, padding: 'x'.repeat(1_048_576) }, 'VALIDATION_ERROR'],
    [
      'a frame above the limit in bytes',
      { ...ping, padding: '€'.repeat(400_000) },
      'VALIDATION_ERROR',
    ],
    ['a binary frame above the limit', new Uint8Array(1_048_577), 'VALIDATION_ERROR'],
    [
      'a session without an agent',
      { action: 'create_conversation_session', requestId: 'r' },
      'VALIDATION_ERROR',
      'r',
    ],
    [
      'an answer without a verdict',
      { action: 'confirm_tool_action', requestId: 'r', sessionId: 's' },
      'VALIDATION_ERROR',
      'r',
    ],
  ];

  it.each(malformed)('%s', (_title, frame, code, requestId) => {
    const client = connect(service());
    const answer = client.send(frame);
    const error = only(answer, 'error');
    expect(answer).toHaveLength(1);
    expect(error.data.error.code).toBe(code);
    expect(error.requestId).toBe(requestId);
    expect(error.data.requestId).toBe(requestId);
    expect(error.error).toEqual(error.data.error);
    expect(error.data.error.message.length).toBeLessThan(300);
    expect(only(client.send(ping), 'pong').requestId).toBe('ping');
  });
});

describe('a frame that is unusual but well-formed', () => {
  it('may have unknown fields', () => {
    const answer = connect(service()).send({ ...ping, colour: 'blue', deep: { er: [] } });
    expect(only(answer, 'pong').requestId).toBe('ping');
  });

  it.each([[1], [null], [true], [{}], [[]]])(
    'may have the requestId %j, which counts as none',
    (requestId) => {
      const [pong] = connect(service()).send({ action: 'ping', requestId });
      expect(pong).toEqual({
        type: 'pong',
        timestamp: 1_700_000_000_000,
        data: { timestamp: 1_700_000_000_000 },
      });
    },
  );

  it('may have the size of the limit exactly', () => {
    const frame = JSON.stringify({ ...ping, padding: '' });
    const padded = JSON.stringify({ ...ping, padding: 'x'.repeat(1_048_576 - frame.length) });
    expect(only(connect(service()).send(padded), 'pong').requestId).toBe('ping');
  });

  it('cannot reach a prototype', () => {
    connect(service()).send(
      '{"action":"create_conversation_session","agentId":"a","__proto__":{"polluted":1},"metadata":{"__proto__":{"polluted":1}}}',
    );
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('a wrong type in any field', () => {
  const fields: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    create_conversation_session: {
      agentId: 'a',
      userName: 'Ada',
      userEmail: 'ada@example.com',
      browserFingerprint: 'f',
      supports: [],
      metadata: {},
      authContext: { userId: 'u', signature: 's', timestamp: 1 },
      conversationId: 'c',
    },
    send_message: {
      sessionId: 's',
      message: 'm',
      stream: true,
      model: 'm',
      skill: 'k',
      images: [],
      files: [],
    },
    get_session: { sessionId: 's' },
    get_conversation_messages: { sessionId: 's', limit: 10, cursor: 'c' },
    list_conversations: { limit: 10 },
    confirm_tool_action: { sessionId: 's', approved: true },
    submit_interaction: {
      sessionId: 's',
      interactionId: 'i',
      kind: 'choices',
      values: {},
      declined: true,
    },
    cancel: { sessionId: 's' },
    ping: {},
  };
  const wrong = [null, 0, -1, 1.5, 1e300, true, '', ' ', 'x', [], [null], [{}], {}, { a: 1 }];
  const cases = Object.entries(fields).flatMap(([action, right]) =>
    ['requestId', ...Object.keys(right)].map((field) => [action, field, right] as const),
  );

  it.each(cases)('of %s: %s, is taken or refused, and harms nothing', (action, field, right) => {
    const client = connect(service());
    for (const value of wrong) {
      const answer = client.send({ action, requestId: 'r', ...right, [field]: value });
      expect(answer.length).toBeLessThanOrEqual(1);
      for (const event of answer) {
        if (event.type === 'error') expect(event.data.error.code).not.toBe('INTERNAL_ERROR');
      }
    }
    expect(only(client.send(ping), 'pong').requestId).toBe('ping');
  });
});
