import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACTIONS, clientActionCodecs, type ActionTag, type ServerEvent } from '../../src/protocol';
import { startServer, type RunningServer } from '../../src/server';
import { labelOf } from './kit';
import { Wire } from './wire';

/** One socket for all of it: whatever it is sent, it answers the next frame. */
let server: RunningServer;
let wire: Wire;
let ids: { sessionId: string; conversationId: string };

beforeAll(async () => {
  server = await startServer({ port: 0, limits: { turnsPerMinute: Infinity } });
  wire = await Wire.to(server.url);
  ids = await wire.open();
});

afterAll(() => server.close());

/** What a frame is answered with, up to the pong of the ping behind it. */
async function answersTo(frame: string | Uint8Array): Promise<ServerEvent[]> {
  wire.ws.send(frame);
  wire.send({ action: 'ping', requestId: 'behind' });
  const answers: ServerEvent[] = [];
  for (;;) {
    answers.push(...(await wire.until('pong')));
    if (answers.at(-1)?.requestId === 'behind') return answers.slice(0, -1);
  }
}

/** An error as every error is. */
function expectError(event: ServerEvent | undefined, code: string, requestId?: string): void {
  expect(event).toMatchObject({ type: 'error', data: { error: { code } } });
  if (event?.type !== 'error') return;
  expect(Number.isInteger(event.timestamp)).toBe(true);
  expect(event).not.toHaveProperty('status');
  expect(event.error).toEqual(event.data.error);
  expect(event.data.error.message).toMatch(/^.{1,300}$/);
  expect([event.requestId, event.data.requestId]).toEqual([requestId, requestId]);
}

describe('over a real socket, a frame that is no message', () => {
  const utf8 = new TextEncoder();
  it.each<[string, string | Uint8Array, string, string?]>([
    ['that is not JSON', '{"action":', 'VALIDATION_ERROR'],
    ['that is empty', '', 'VALIDATION_ERROR'],
    ['that is a list', '[{"action":"ping"}]', 'VALIDATION_ERROR'],
    ['that is null', 'null', 'VALIDATION_ERROR'],
    ['that is a number', '1e9', 'VALIDATION_ERROR'],
    ['without an action', '{"requestId":"r"}', 'VALIDATION_ERROR', 'r'],
    ['with an action that is no text', '{"action":{},"requestId":"r"}', 'VALIDATION_ERROR', 'r'],
    ['with an unknown action', '{"action":"dance","requestId":"r"}', 'UNSUPPORTED_ACTION', 'r'],
    ['with an action of every object', '{"action":"toString"}', 'UNSUPPORTED_ACTION'],
    ['with a requestId that is no text', '{"action":"dance","requestId":7}', 'UNSUPPORTED_ACTION'],
    ['that is binary', utf8.encode('{"action":"ping","requestId":"r"}'), 'VALIDATION_ERROR'],
    ['that is 2 MiB large', `"${'x'.repeat(2_097_152)}"`, 'VALIDATION_ERROR'],
    ['that is nested deep', `${'['.repeat(300_000)}${']'.repeat(300_000)}`, 'VALIDATION_ERROR'],
  ])('%s is answered, and the next one, too', async (_title, frame, code, requestId) => {
    const answers = await answersTo(frame);
    expect(answers).toHaveLength(1);
    expectError(answers[0], code, requestId);
  });

  it('but has fields that nobody knows is one', async () => {
    const [pong] = await answersTo('{"action":"ping","requestId":"r","dance":[{}],"__proto__":{}}');
    expect(pong).toMatchObject({ type: 'pong', requestId: 'r' });
  });
});

/** A frame of each action that is right, and what it is answered with in the end. */
function rightOf(action: ActionTag): readonly [fields: object, answer: string | undefined] {
  const { sessionId, conversationId } = ids;
  switch (action) {
    case 'create_conversation_session':
      return [{ agentId: 'agent' }, 'answered'];
    case 'send_message':
      return [{ sessionId, message: 'Hello' }, 'eventual_response'];
    case 'rename_conversation':
      return [{ conversationId, title: 'Title' }, 'answered'];
    case 'confirm_tool_action':
      return [{ sessionId, approved: true }, 'NO_PENDING_CONFIRMATION'];
    case 'submit_interaction':
      return [{ sessionId, interactionId: 'card' }, 'NO_PENDING_INTERACTION'];
    case 'verify_otp':
      return [{ sessionId, code: '123456' }, 'otp_invalid'];
    case 'cancel':
      return [{}, undefined];
    case 'ping':
      return [{}, 'pong'];
    default:
      return [{ sessionId }, 'answered'];
  }
}

/** What a text leads to that is of the right type and names nothing. */
const NAMES_NOTHING: Readonly<Record<string, string>> = {
  'send_message.sessionId': 'SESSION_NOT_FOUND',
  'send_message.skill': 'SKILL_NOT_FOUND',
  'get_session.sessionId': 'SESSION_NOT_FOUND',
  'get_conversation_messages.sessionId': 'SESSION_NOT_FOUND',
  'get_conversation_messages.cursor': 'VALIDATION_ERROR',
  'rename_conversation.conversationId': 'CONVERSATION_NOT_FOUND',
  'verify_otp.sessionId': 'SESSION_NOT_FOUND',
};
/** Texts that have to say something. */
const NOT_BLANK: ReadonlySet<string> = new Set(['agentId', 'message', 'title', 'code', 'skill']);

/** What a value in a field leads to: a required one of a wrong type is refused, any other is none. */
function answerFor(action: ActionTag, field: string, value: unknown): string | undefined {
  const { required } = shapeOf(action);
  const [, usual] = rightOf(action);
  if (typeof value === 'string') {
    if (NOT_BLANK.has(field) && value.trim() === '') return 'VALIDATION_ERROR';
    const isText = !(field in required) || required[field]?.is('text');
    return isText ? (NAMES_NOTHING[`${action}.${field}`] ?? usual) : 'VALIDATION_ERROR';
  }
  // Another skill than the one that was meant would be another turn.
  const isNeeded = field in required || (field === 'skill' && value !== null);
  const isMissing = isNeeded && (field !== 'skill' || value !== undefined);
  return isMissing && !required[field]?.is(value) ? 'VALIDATION_ERROR' : usual;
}

interface Guard {
  is(value: unknown): boolean;
}

/** The fields of an action, from its codec. */
function shapeOf(
  action: ActionTag,
): Readonly<Record<'required' | 'optional', Record<string, Guard>>> {
  return clientActionCodecs[action] as unknown as ReturnType<typeof shapeOf>;
}

const VALUES: readonly unknown[] = [
  ...[undefined, null, true, false, 0, -1, 7, 1.5, 1e300, '', ' ', 'text'],
  ...[[], [null], ['text'], [{}], {}, { a: 1 }, [[[]]]],
];

describe('over a real socket, any field of any action', () => {
  const fields = ACTIONS.flatMap((action) =>
    Object.keys({ ...shapeOf(action).required, ...shapeOf(action).optional })
      .filter((field) => field !== 'action')
      .map((field) => [action, field] as const),
  );

  it('is in the table', () => {
    expect(new Set(fields.map(([action]) => action))).toEqual(new Set(ACTIONS));
    expect(fields).toHaveLength(43);
  });

  it.each(fields)(
    '%s.%s: of a wrong type is refused or counts as absent [TOL-3]',
    async (...of) => {
      const [action, field] = of;
      for (const value of VALUES) {
        const frame = JSON.stringify({
          action,
          requestId: 'r',
          ...rightOf(action)[0],
          [field]: value,
        });
        const code = answerFor(action, field, value);
        const last = (await answersTo(frame)).at(-1);
        expect(last && labelOf(last), frame).toBe(code);
        if (last?.type !== 'error') continue;
        const echoed = field === 'requestId' ? value : 'r';
        expectError(last, String(code), typeof echoed === 'string' ? echoed : undefined);
      }
    },
  );
});
