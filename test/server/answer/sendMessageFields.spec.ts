import { of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { codeOf, connect, labelsOf, modelOf, only, open, say, service, token } from '../kit';
import { turn } from './kit';

/** A value of every type JSON has, and some that are none of what any field may be. */
const VALUES: readonly unknown[] = [
  null, true, false, 0, -1, 1.5, 1e308, '', ' ', 'text', '\0', [], [null], [[]], ['text'], [7], [{}], {}, { url: 7 },
  { length: 1 }, { toString: 'x' },
]; // prettier-ignore

const WHOLE = ['accepted', 'stream_token', 'eventual_response'];
const model = modelOf(() => of(token('Yes.')));

/** What a message with this field is answered with, once a session is open. */
function answered(fields: object) {
  const client = connect(service({ model }));
  const { sessionId } = open(client);
  return client.send(say(sessionId, 'Hello', fields));
}

describe('a field of send_message', () => {
  it.each(VALUES.filter((value) => typeof value !== 'string'))(
    'sessionId that is %j is refused [FRAME-6]',
    (sessionId) => {
      const events = answered({ sessionId });
      expect(codeOf(events)).toBe('VALIDATION_ERROR');
      expect(only(events, 'error').requestId).toBe('turn');
    },
  );

  it.each(VALUES.filter((value) => value !== 'text' && value !== '\0'))(
    'message that is %j is refused [SEND-1]',
    (message) => {
      const events = answered({ message });
      expect(codeOf(events)).toBe('VALIDATION_ERROR');
      expect(only(events, 'error').requestId).toBe('turn');
    },
  );

  it('message may have 10,000 characters, whatever they take, and no more [SEND-1]', () => {
    expect(labelsOf(answered({ message: '🦀'.repeat(10_000) }))).toEqual(WHOLE);
    expect(codeOf(answered({ message: '🦀'.repeat(10_001) }))).toBe('VALIDATION_ERROR');
  });

  it.each(VALUES.filter((value) => typeof value !== 'string'))(
    'requestId that is %j counts as left out: the turn gets one [TOL-2] [CORR-2]',
    (requestId) => {
      const events = answered({ requestId });
      expect(labelsOf(events)).toEqual(WHOLE);
      const ids = new Set(events.map((event) => event.requestId));
      expect(ids.size).toBe(1);
      expect([...ids][0]).toMatch(/^id-/);
    },
  );

  it.each(
    ['stream', 'model', 'images', 'files'].flatMap((name) => VALUES.map((value) => [name, value])),
  )('%s that is %j fails no turn [TOL-3] [TOL-4] [SEND-4] [SEND-5]', (name, value) => {
    expect(labelsOf(answered({ [String(name)]: value }))).toEqual(WHOLE);
  });

  it.each(VALUES.filter((value) => value !== null && value !== 'text'))(
    'skill that is %j is refused [SEND-3] [TOL-3]',
    (skill) => {
      expect(codeOf(answered({ skill }))).toBe('VALIDATION_ERROR');
    },
  );

  it.each(VALUES)('that is not listed passes, even if it is %j [SHAPE-1]', (value) => {
    const fields = JSON.parse(
      `{"extra":${JSON.stringify(value)},"__proto__":${JSON.stringify(value)}}`,
    ) as object;
    expect(labelsOf(answered(fields))).toEqual(WHOLE);
  });

  it('of an entry of images and files may be wrong: that entry is dropped [SEND-4] [TOL-4]', () => {
    for (const value of VALUES) {
      const asked = modelOf(() => of(token('Yes.')));
      const images = [{ url: value }, { url: 'a' }, { url: 'b', detail: value }, value];
      const files = [
        { name: value, url: 'a' },
        { name: 'b', url: value },
        { name: 'c', url: 'c', mimeType: value },
        { name: 'd', url: 'd' },
        value,
      ];
      const { events } = turn({ model: asked }, 'Look', { images, files });
      expect(labelsOf(events)).toEqual(WHOLE);
      const newest = asked.requests[0]?.messages.at(-1);
      expect(newest?.images).toContainEqual({ url: 'a' });
      expect(newest?.files).toContainEqual({ name: 'd', url: 'd' });
      for (const { url, detail } of newest?.images ?? []) {
        expect(typeof url).toBe('string');
        expect([undefined, 'low', 'high', 'auto']).toContain(detail);
      }
      for (const { name, url, mimeType } of newest?.files ?? []) {
        expect([typeof name, typeof url]).toEqual(['string', 'string']);
        expect(['undefined', 'string']).toContain(typeof mimeType);
        expect(name).not.toBe('');
      }
    }
  });
});
