import { isRight, right, type Either } from 'fp-ts/Either';
import type * as t from 'io-ts';
import {
  actionResponses,
  decodeClientAction,
  decodeServerEvent,
  errorOf,
  toolActivity,
  type StreamChunk,
} from 'smooth-operator-rx/protocol';
import { describe, expect, it } from 'vitest';
import { accepted, actions, events, fixtures, tolerated } from './catalogue';

const { create_conversation_session: created, get_session: session } = actionResponses;
const { get_conversation_messages: page, list_conversations: listed } = actionResponses;

type Decode = (frame: unknown) => Either<unknown, unknown>;

function expectMended(name: string, fixture: string, decode: Decode = decodeServerEvent) {
  const { given, becomes } = tolerated(name, fixture);
  expect(decode(JSON.stringify(given))).toEqual(right(becomes));
}

function expectAnswerMended(codec: t.Mixed, name: string, fixture: string) {
  const { given, becomes } = tolerated(`${name}.response`, fixture);
  expect(codec.decode(given)).toEqual(right(becomes));
}

function expectTaken(codec: t.Mixed, name: string, fixture: string) {
  const value = accepted(`${name}.response`, fixture);
  const decoded = codec.decode(value);
  expect(isRight(decoded) && decoded.right === value).toBe(true);
}

function eventOf(name: string, fixture: string) {
  const decoded = decodeServerEvent(JSON.stringify(accepted(name, fixture)));
  if (!isRight(decoded)) throw new Error(decoded.left.message);
  return decoded.right;
}

describe('what servers do differently', () => {
  it.each(events)(
    '[TOL-2] $name: a requestId that was no string, echoed as it came',
    ({ name }) => {
      expectMended(name, 'non-string-request-id-echoed-raw');
    },
  );

  it('[TOL-7] pong without data', () => {
    expect(eventOf('pong', 'without-data')).not.toHaveProperty('data');
    expectMended('pong', 'null-in-optional-fields');
  });

  it('[TOL-7] get_session without agentId and participants', () => {
    expectTaken(session, 'get_session', 'without-agent-id-and-participants');
  });

  it('[TOL-7] get_session with agentId null', () => {
    expectAnswerMended(session, 'get_session', 'agent-id-null');
  });

  it('[TOL-7] create_conversation_session without agentId', () => {
    expectTaken(created, 'create_conversation_session', 'without-agent-id');
  });

  it('[TOL-8] toolCall.arguments as text or as an object', () => {
    const call = { kind: 'call', name: 'issue_refund', arguments: { orderId: 'A-7' } };
    const asObject = eventOf('stream_chunk', 'tool-call') as StreamChunk;
    const asText = eventOf('stream_chunk', 'tool-call-with-arguments-as-text') as StreamChunk;
    expect(toolActivity(asObject)).toEqual(call);
    expect(toolActivity(asText)).toEqual(call);
  });

  it('[TOL-9] toolResult without isError', () => {
    const event = eventOf('stream_chunk', 'tool-result-without-flag') as StreamChunk;
    expect(toolActivity(event)).toHaveProperty('isError', true);
  });

  it('[TOL-10] chunks with an empty state', () => {
    const event = eventOf('stream_chunk', 'empty-state') as StreamChunk;
    expect(event.data.state).toEqual({});
    expect(toolActivity(event)).toBeUndefined();
  });

  it('[TOL-11] whole message objects in the history', () => {
    expectTaken(page, 'get_conversation_messages', 'full-message-objects');
    expectTaken(page, 'get_conversation_messages', 'with-conversation-id');
    expectAnswerMended(page, 'get_conversation_messages', 'full-message-objects-with-nulls');
  });

  it.each(['milliseconds-z', 'microseconds-offset', 'nanoseconds', 'seven-digits', 'seconds'])(
    '[TOL-12] createdAt with %s',
    (form) => {
      expectTaken(page, 'get_conversation_messages', `created-at-${form}`);
    },
  );

  it.each(['microseconds-offset', 'seven-digits'])('[TOL-12] updatedAt with %s', (form) => {
    expectTaken(listed, 'list_conversations', `updated-at-${form}`);
  });

  it.each(['ack-without-data', 'ack-with-null-data', 'ack-message-not-a-string'])(
    '[TOL-5] immediate_response: %s',
    (fixture) => {
      expectMended('immediate_response', fixture);
    },
  );

  it.each(['confirm_tool_action', 'submit_interaction'] as const)(
    '[TOL-5] %s acknowledged with another payload',
    (name) => {
      expectAnswerMended(actionResponses[name], name, 'ack-payload-of-other-types');
    },
  );

  it.each(['submitted', 'declined', 'without-kind-and-values', 'session-id-only'])(
    '[TOL-5] submit_interaction acknowledged: %s',
    (fixture) => {
      expectTaken(actionResponses.submit_interaction, 'submit_interaction', fixture);
    },
  );

  it.each(['envelope-only-without-data', 'envelope-only-with-data', 'data-error-null'])(
    '[TOL-6] error: %s',
    (fixture) => {
      expectMended('error', fixture);
      const { given } = tolerated('error', fixture);
      const decoded = decodeServerEvent(JSON.stringify(given));
      if (!isRight(decoded) || decoded.right.type !== 'error') expect.fail('It is no error.');
      expect(errorOf(decoded.right).code).toBe('SESSION_NOT_FOUND');
    },
  );

  it('[ERR-2] error with a code that nobody has heard of', () => {
    expect(eventOf('error', 'unknown-code')).toHaveProperty('data.error.code', 'TOMORROWS_CODE');
  });

  it.each(['stream_reasoning', 'stream_preamble'])('[TOKEN-2] %s', (name) => {
    expect(eventOf(name, 'full')).toHaveProperty('data.token', 'Seven');
  });

  it.each(
    [...events, ...actions].filter(({ name }) =>
      fixtures(name, 'accept').some((fixture) => fixture.name === 'unknown-fields-pass'),
    ),
  )('[SHAPE-1] $name with fields of a newer version', ({ name, codec }) => {
    const value = accepted(name, 'unknown-fields-pass');
    const decoded = codec.decode(value);
    expect(isRight(decoded) && decoded.right === value).toBe(true);
  });
});

describe('what clients do differently', () => {
  const lenient = actions.filter(({ name }) =>
    fixtures(name, 'tolerate').some((fixture) => fixture.name === 'non-string-request-id'),
  );

  it('[TOL-2] is a requestId that is no string, of all but the answers', () => {
    expect(lenient.map(({ name }) => name)).toEqual(
      actions
        .map(({ name }) => name)
        .filter((n) => !['confirm_tool_action', 'verify_otp', 'submit_interaction'].includes(n)),
    );
  });

  it.each(lenient)('[TOL-2] $name with a requestId that is no string', ({ name }) => {
    expectMended(name, 'non-string-request-id', decodeClientAction);
  });

  it.each([
    ['[CREATE-1]', 'create_conversation_session', 'agent-id-trimmed'],
    ['[TOL-3]', 'create_conversation_session', 'optional-fields-of-wrong-type'],
    ['[TOL-3]', 'create_conversation_session', 'supports-not-an-array'],
    ['[TOL-4]', 'create_conversation_session', 'supports-non-strings-dropped'],
    ['[TOL-3]', 'send_message', 'optional-fields-of-wrong-type'],
    ['[TOL-3]', 'send_message', 'images-not-an-array'],
    ['[TOL-3]', 'send_message', 'files-not-an-array'],
    ['[SEND-4] [TOL-4]', 'send_message', 'malformed-images-dropped'],
    ['[SEND-4] [TOL-4]', 'send_message', 'malformed-files-dropped'],
    ['[PAGE-2]', 'get_conversation_messages', 'limit-zero'],
    ['[PAGE-2]', 'get_conversation_messages', 'limit-negative'],
    ['[PAGE-2]', 'get_conversation_messages', 'limit-is-text'],
    ['[PAGE-2]', 'get_conversation_messages', 'limit-with-fraction'],
    ['[PAGE-2]', 'get_conversation_messages', 'limit-above-100'],
    ['[TOL-3]', 'get_conversation_messages', 'cursor-not-a-string'],
    ['[TOL-3]', 'list_conversations', 'limit-zero'],
    ['[TOL-3]', 'list_conversations', 'limit-is-text'],
    ['[TOL-3]', 'cancel', 'session-id-not-a-string'],
    ['[TOL-3]', 'submit_interaction', 'values-not-an-object'],
    ['[TOL-3]', 'submit_interaction', 'kind-not-a-string'],
    ['[TOL-3]', 'submit_interaction', 'declined-not-a-boolean'],
  ])('%s %s: %s', (_, name, fixture) => {
    expectMended(name, fixture, decodeClientAction);
  });

  it.each([
    ['[SEND-1]', 'message-blank', 'message'],
    ['[SEND-1]', 'message-too-long', 'message'],
    ['[SEND-3]', 'skill-with-a-space', 'skill'],
    ['[SEND-3]', 'skill-is-a-number', 'skill'],
  ])('%s but not send_message: %s', (_, fixture, path) => {
    const value = fixtures('send_message', 'reject').find(({ name }) => name === fixture)?.value;
    const decoded = decodeClientAction(JSON.stringify(value));
    expect(!isRight(decoded) && decoded.left.path).toBe(path);
  });
});
