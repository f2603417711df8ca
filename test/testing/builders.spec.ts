import { firstValueFrom, isObservable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  actionResponses,
  CreateConversationSessionResponse,
  decodeServerEvent,
  ErrorCode,
  EVENTS,
  serverEventCodecs,
  toolActivity,
  type ClientAction,
  type ServerEvent,
} from 'smooth-operator-rx/protocol';
import { event, type Correlation } from 'smooth-operator-rx/testing';

const prompt = { interactionId: 'i1', kind: 'choices' };

/** Each builder with the least it can be called with, and with all. */
const BUILDERS: {
  readonly [B in Exclude<keyof typeof event, 'sessionCreated'>]: readonly ((
    to: Correlation,
  ) => ServerEvent)[];
} = {
  accepted: [event.accepted],
  immediateResponse: [
    (to) => event.immediateResponse(to),
    (to) => event.immediateResponse(to, { messages: [], hasMore: false }),
  ],
  streamToken: [(to) => event.streamToken(to, 'Hel'), (to) => event.streamToken(to, '')],
  streamReasoning: [(to) => event.streamReasoning(to, 'thinking')],
  streamPreamble: [(to) => event.streamPreamble(to, 'Let me see.')],
  toolCall: [
    (to) => event.toolCall(to, 'search'),
    (to) => event.toolCall(to, 'search', { query: 'x' }),
    (to) => event.toolCall(to, 'search', '{"query":"x"}'),
  ],
  toolResult: [
    (to) => event.toolResult(to, 'search', 'found'),
    (to) => event.toolResult(to, 'search', 'Error: none', true),
  ],
  streamChunk: [
    (to) => event.streamChunk(to, 'agent'),
    (to) => event.streamChunk(to, 'agent', { rawResponse: { any: 1 } }),
  ],
  eventualResponse: [
    (to) => event.eventualResponse(to),
    (to) =>
      event.eventualResponse(to, {
        text: 'Hello',
        needsEscalation: true,
        escalationReason: 'asked',
        usage: { costUsd: 0.1, promptTokens: 10, completionTokens: 5 },
        citations: [{ id: 'a', title: 'A', snippet: '…', score: 1 }],
        directive: { type: 'send_file' },
      }),
  ],
  cancelled: [event.cancelled],
  error: [
    (to) => event.error(to, ErrorCode.INTERNAL_ERROR),
    (to) => event.error(to, 'ANY_CODE', 'in words'),
  ],
  writeConfirmationRequired: [
    (to) => event.writeConfirmationRequired(to, 'issue_refund'),
    (to) => event.writeConfirmationRequired(to, 'issue_refund', 'Refund 25.50'),
  ],
  otpVerificationRequired: [
    (to) => event.otpVerificationRequired(to),
    (to) => event.otpVerificationRequired(to, { availableChannels: ['email', 'sms'] }),
  ],
  otpSent: [(to) => event.otpSent(to), (to) => event.otpSent(to, { channel: 'sms' })],
  otpVerified: [(to) => event.otpVerified(to), (to) => event.otpVerified(to, 'Done.')],
  otpInvalid: [
    (to) => event.otpInvalid(to),
    (to) => event.otpInvalid(to, { error: 'EXPIRED', attemptsRemaining: 0 }),
  ],
  interactionRequired: [
    (to) => event.interactionRequired(to, prompt),
    (to) => event.interactionRequired(to, { ...prompt, spec: { questions: [] }, reason: 'why' }),
  ],
  interactionInvalid: [
    (to) =>
      event.interactionInvalid(to, { ...prompt, errors: [{ field: 'email', message: 'must be' }] }),
  ],
  keepalive: [event.keepalive],
  pong: [(to) => event.pong(to), (to) => event.pong(to, 1_700_000_000_000)],
};

const built = Object.entries(BUILDERS).flatMap(([name, builds]) =>
  builds.map((build, n) => [`${name} ${n + 1}`, build] as const),
);

describe('the builders of events', () => {
  it('are all known here', () => {
    const { sessionCreated: _sessionCreated, ...builders } = event;
    expect(Object.keys(BUILDERS).sort()).toEqual(Object.keys(builders).sort());
  });

  it('cover every tag of the protocol, and no other', () => {
    const tags = new Set(built.map(([, build]) => build('r1').type));
    expect([...tags].sort()).toEqual([...EVENTS].sort());
    expect(tags.size).toBe(17);
  });

  it.each(built)('%s is what its codec describes, and travels unchanged', (_, build) => {
    const made = build('r1');
    expect(serverEventCodecs[made.type].is(made)).toBe(true);
    expect(decodeServerEvent(JSON.stringify(made))).toEqual({ _tag: 'Right', right: made });
  });

  it.each(built)('%s carries the requestId of what it answers, wherever one stands', (_, build) => {
    const action: ClientAction = { action: 'ping', requestId: 'r7' };
    const made = build(action);
    expect(made).toEqual(build('r7'));
    expect(made.requestId).toBe('r7');
    const ids = Array.from(JSON.stringify(made).matchAll(/"requestId":"([^"]+)"/g), ([, id]) => id);
    expect(new Set(ids)).toEqual(new Set(['r7']));
  });

  it.each(built)('%s cannot answer an action without a requestId', (_, build) => {
    expect(() => build({})).toThrow('This action has no requestId to answer under.');
  });

  it('write tool activity as the servers do', () => {
    expect(toolActivity(event.toolCall('r1', 'search', { query: 'x' }))).toMatchObject({
      name: 'search',
      arguments: { query: 'x' },
    });
    expect(toolActivity(event.toolResult('r1', 'search', 'Error: none', true))).toMatchObject({
      name: 'search',
      isError: true,
      result: 'Error: none',
    });
  });

  it('answer a create with a session, as an Observable for a script', async () => {
    const created$ = event.sessionCreated('r1', { sessionId: 's1', agentName: 'Ada' });
    expect(isObservable(created$)).toBe(true);
    const created = await firstValueFrom(created$);
    expect(created.data).toMatchObject({ sessionId: 's1', agentName: 'Ada' });
    expect(CreateConversationSessionResponse.is(created.data)).toBe(true);
    expect(actionResponses.create_conversation_session.is(created.data)).toBe(true);
  });
});
