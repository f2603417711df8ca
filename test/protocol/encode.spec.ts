import { isRight, left, right } from 'fp-ts/Either';
import {
  decodeClientAction,
  encodeClientAction,
  encodeServerEvent,
  type ClientAction,
  type ServerEvent,
} from 'smooth-operator-rx/protocol';
import { describe, expect, it } from 'vitest';
import { actions, events, fixtures } from './catalogue';

const encode = (action: unknown) => encodeClientAction(action as ClientAction);

describe('encodeClientAction', () => {
  it.each(actions)(
    '[SHAPE-3] writes a $name that a server reads as it was meant',
    ({ name, codec }) => {
      for (const { value } of fixtures(name, 'accept')) {
        const encoded = encode(value);
        if (!isRight(encoded)) expect.fail(encoded.left.message);
        expect(decodeClientAction(encoded.right)).toEqual(right(codec.encode(value)));
      }
    },
  );

  it.each(actions)('writes no $name that a server would have to mend or refuse', ({ name }) => {
    const bad = [
      ...fixtures(name, 'reject').map(({ value }) => value),
      ...fixtures(name, 'tolerate').map(({ value }) => (value as { given: unknown }).given),
    ];
    for (const value of bad) {
      const encoded = encode(value);
      if (isRight(encoded)) expect.fail(`It was written: ${encoded.right}`);
      expect(encoded.left.message).toContain(encoded.left.got);
    }
  });

  it('[SHAPE-3] leaves out what is not published, and what is undefined [SHAPE-4]', () => {
    const action = { action: 'ping', requestId: 'r1', token: 'secret', more: undefined };
    expect(encode(action)).toEqual(right('{"action":"ping","requestId":"r1"}'));
    expect(encode({ action: 'ping', requestId: undefined })).toEqual(right('{"action":"ping"}'));
  });

  it.each([
    [{ sessionId: 's1', message: '' }, 'message', 'non-blank string of 1..10000 characters', '""'],
    [{ sessionId: 's1', message: 'x', stream: 'no' }, 'stream', 'boolean', '"no"'],
    [
      { sessionId: 's1', message: 'x', images: [{ url: 'u', detail: 'tiny' }] },
      'images[0].detail',
      '"low" | "high" | "auto"',
      '"tiny"',
    ],
    [{ message: 'x' }, 'sessionId', 'string', 'nothing'],
  ])('explains why it does not write %j', (fields, path, expected, got) => {
    expect(encode({ action: 'send_message', requestId: 'r1', ...fields })).toEqual(
      left({
        kind: 'wrong_shape',
        tag: 'send_message',
        requestId: 'r1',
        path,
        expected,
        got,
        message: `send_message is not valid at ${path}: expected ${expected}, got ${got}.`,
      }),
    );
  });

  it('does not know other actions, whatever they are called', () => {
    for (const action of ['dance', 'constructor', '__proto__', '']) {
      expect(encode({ action })).toMatchObject(left({ kind: 'unknown_tag', tag: action }));
    }
    expect(encode({})).toMatchObject(left({ kind: 'missing_tag' }));
    expect(encode(null)).toMatchObject(left({ kind: 'not_an_object' }));
  });

  it('says so when JSON cannot carry it', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    for (const metadata of [cyclic, { big: 1n }]) {
      expect(
        encode({ action: 'create_conversation_session', agentId: 'a', metadata }),
      ).toMatchObject(left({ kind: 'wrong_shape', expected: 'what JSON can carry' }));
    }
  });
});

describe('encodeServerEvent', () => {
  it.each(events)('[SHAPE-3] writes a $name with the published fields alone', ({ name, codec }) => {
    for (const { value } of fixtures(name, 'accept')) {
      expect(encodeServerEvent(value as ServerEvent)).toEqual(
        right(JSON.stringify(codec.encode(value))),
      );
    }
  });

  it('explains what is no event', () => {
    const event = { type: 'error', error: { code: 'X', message: 'x' } } as unknown as ServerEvent;
    expect(encodeServerEvent(event)).toMatchObject(
      left({ kind: 'wrong_shape', path: 'data', got: 'nothing' }),
    );
  });
});
