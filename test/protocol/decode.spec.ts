import { isRight, left, right } from 'fp-ts/Either';
import { decodeClientAction, decodeServerEvent } from 'smooth-operator-rx/protocol';
import { describe, expect, it } from 'vitest';
import { sides } from './catalogue';

describe.each(sides)('$side', ({ decode, key }) => {
  it.each([
    ['bytes', new Uint8Array([123, 125]), 'binary data'],
    ['a buffer', new ArrayBuffer(2), 'binary data'],
    ['a blob', new Blob(['{}']), 'binary data'],
    ['nothing', undefined, 'nothing'],
    ['a number', 7, '7'],
  ])('[FRAME-2] reports %s as not_text', (_, frame, got) => {
    expect(decode(frame)).toEqual(
      left({
        kind: 'not_text',
        path: '',
        expected: 'text',
        got,
        message: `The frame is not text: got ${got}.`,
      }),
    );
  });

  it.each(['', 'hello', '{', '{"type":"pong"', "{'type':'pong'}", 'undefined', 'NaN', '\u0000'])(
    '[FRAME-3] reports %j as invalid_json',
    (frame) => {
      expect(decode(frame)).toEqual(
        left({
          kind: 'invalid_json',
          path: '',
          expected: 'JSON',
          got: JSON.stringify(frame),
          message: `The frame is not JSON: got ${JSON.stringify(frame)}.`,
        }),
      );
    },
  );

  it.each(['null', 'true', '7', '"pong"', '[]', '[{"type":"pong"}]'])(
    '[FRAME-4] reports %s as not_an_object',
    (frame) => {
      expect(decode(frame)).toEqual(
        left({
          kind: 'not_an_object',
          path: '',
          expected: 'object',
          got: frame,
          message: `The frame is not a JSON object: got ${frame}.`,
        }),
      );
    },
  );

  it.each([
    ['{}', 'nothing'],
    [`{"${key}":7}`, '7'],
    [`{"${key}":null}`, 'null'],
    [`{"${key}":["pong"]}`, '["pong"]'],
    ['{"__proto__":{"type":"pong","action":"ping"}}', 'nothing'],
  ])('[FRAME-5] reports %s as missing_tag', (frame, got) => {
    expect(decode(frame)).toEqual(
      left({
        kind: 'missing_tag',
        path: key,
        expected: 'string',
        got,
        message: `The frame has no ${key}: expected string, got ${got}.`,
      }),
    );
  });

  it.each(['tomorrow', '', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'Pong'])(
    '[FRAME-5] reports the tag %j as unknown_tag, with what was sent',
    (tag) => {
      const value = { [key]: tag, requestId: 'r1', more: [1] };
      expect(decode(JSON.stringify(value))).toEqual(
        left({
          kind: 'unknown_tag',
          tag,
          requestId: 'r1',
          path: key,
          expected: `a known ${key}`,
          got: JSON.stringify(tag),
          message: `The frame has an unknown ${key}: got ${JSON.stringify(tag)}.`,
          value,
        }),
      );
    },
  );

  it('takes white space around a frame', () => {
    const frame = key === 'type' ? '{"type":"pong"}' : '{"action":"ping"}';
    expect(isRight(decode(` \n${frame}\t`))).toBe(true);
  });
});

describe('[FRAME-6] a wrong shape', () => {
  it('is told with the tag, the id, the place, what was expected and what was there', () => {
    const frame = {
      type: 'otp_sent',
      requestId: 'r1',
      data: { requestId: 'r1', data: { channel: 'fax' } },
    };
    expect(decodeServerEvent(JSON.stringify(frame))).toEqual(
      left({
        kind: 'wrong_shape',
        tag: 'otp_sent',
        requestId: 'r1',
        path: 'data.data.channel',
        expected: '"email" | "sms"',
        got: '"fax"',
        message: 'otp_sent is not valid at data.data.channel: expected "email" | "sms", got "fax".',
      }),
    );
  });

  it.each([
    [{ requestId: 'top', data: { requestId: 'within' } }, 'top'],
    [{ data: { requestId: 'within' } }, 'within'],
    [{ requestId: 7, data: { requestId: 'within' } }, 'within'],
    [{ requestId: 7, data: [] }, undefined],
  ])('of %j belongs to %s', (fields, requestId) => {
    const decoded = decodeServerEvent(JSON.stringify({ type: 'stream_token', ...fields }));
    if (isRight(decoded)) expect.fail('It was decoded.');
    expect(decoded.left.requestId).toBe(requestId);
    expect('requestId' in decoded.left).toBe(requestId !== undefined);
  });

  it('names the first field in the order in which servers check them', () => {
    const answer = (fields: object) => {
      const decoded = decodeClientAction(
        JSON.stringify({ action: 'submit_interaction', ...fields }),
      );
      return isRight(decoded) ? undefined : decoded.left.path;
    };
    expect(answer({})).toBe('requestId');
    expect(answer({ requestId: 'r1' })).toBe('sessionId');
    expect(answer({ requestId: 'r1', sessionId: 's1' })).toBe('interactionId');
    expect(answer({ requestId: 'r1', sessionId: 's1', interactionId: 'i1' })).toBeUndefined();
  });

  it('shows long values cut', () => {
    const frame = {
      type: 'keepalive',
      data: { requestId: { list: Array.from({ length: 999 }, (_, i) => `${i}`) } },
    };
    const decoded = decodeServerEvent(JSON.stringify(frame));
    if (isRight(decoded)) expect.fail('It was decoded.');
    expect(decoded.left.got).toHaveLength(80);
    expect(decoded.left.got).toMatch(/^\{"list":\["0","1",.*…$/);
  });
});

describe('a frame that is right', () => {
  it('comes out as it was parsed, further fields and their order included', () => {
    const text = '{"z":1,"type":"pong","data":{"timestamp":1,"zone":"UTC"},"a":{"b":null}}';
    const decoded = decodeServerEvent(text);
    expect(isRight(decoded) && JSON.stringify(decoded.right)).toBe(text);
  });

  it('of a client may carry less than a session has', () => {
    expect(decodeClientAction('{"action":"cancel"}')).toEqual(right({ action: 'cancel' }));
  });
});
