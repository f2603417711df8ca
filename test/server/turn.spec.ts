import { concat, EMPTY, NEVER, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { documentKnowledge } from '../../src/server/knowledge';
import { ModelError, type ModelOutput } from '../../src/server/model';
import { scriptedModel } from '../../src/server/models/scripted';
import type { ServerOptions } from '../../src/server/options';
import {
  callsThenTells,
  codeOf,
  connect,
  hanging,
  labelsOf,
  logged,
  modelOf,
  only,
  open,
  say,
  service,
  token,
  tool,
} from './kit';

const text = (text: string) => ({ kind: 'text', text }) as const;

/** One turn on a new connection, and what it sent. */
function turn(options: ServerOptions, message = 'Hello') {
  const client = connect(service(options));
  const { sessionId, conversationId } = open(client);
  return { client, sessionId, conversationId, events: client.send(say(sessionId, message)) };
}

describe('a plain turn', () => {
  it('is accepted, streams its tokens, and ends with the stored reply [TURN-2] [TURN-3] [ACK-1] [CORR-3] [CORR-4] [REPLY-2]', () => {
    const { client, sessionId, events } = turn({
      model: scriptedModel([text('It is noon.')]),
      knowledge: [],
    });
    const at = { requestId: 'turn', timestamp: 1_700_000_000_000 };
    expect(events).toEqual([
      {
        type: 'immediate_response',
        ...at,
        status: 202,
        message: 'The message is being worked on.',
        data: {},
      },
      ...['It', ' is', ' noon.'].map((token) => ({
        type: 'stream_token',
        ...at,
        token,
        data: { requestId: 'turn', token },
      })),
      {
        type: 'eventual_response',
        ...at,
        status: 200,
        data: {
          requestId: 'turn',
          status: 200,
          data: {
            messageId: 'id-7',
            response: {
              responseParts: ['It is noon.'],
              customerHappinessScore: 0.5,
              needsSatisfactionScore: 0.5,
              requestSummary: '',
              resolutionStatus: 'in_progress',
              suggestedNextActions: [],
            },
            needsEscalation: false,
            usage: { promptTokens: 10, completionTokens: 5 },
          },
        },
      },
    ]);
    const [page] = client.send({ action: 'get_conversation_messages', sessionId });
    expect(page).toMatchObject({
      data: {
        messages: [
          { id: 'id-7', direction: 'outbound', content: { text: 'It is noon.' } },
          { id: 'id-6', direction: 'inbound', content: { text: 'Hello' } },
        ],
      },
    });
  });

  it('may say very much: more than a call can have arguments', () => {
    const { events } = turn({
      model: scriptedModel([text('word '.repeat(150_000))]),
      knowledge: [],
    });
    expect(events.filter(({ type }) => type === 'stream_token').length).toBeGreaterThanOrEqual(
      150_000,
    );
    expect(events.at(-1)).toMatchObject({ type: 'eventual_response', status: 200 });
  });

  it('gets an id of its own when the frame has none [CORR-2]', () => {
    const { client, sessionId } = turn({ model: scriptedModel([text('One'), text('Two')]) });
    const events = client.send({ action: 'send_message', sessionId, message: 'Again' });
    const ids = new Set(events.map(({ requestId }) => requestId));
    expect(ids.size).toBe(1);
    expect([...ids][0]).toMatch(/^id-/);
  });

  it('streams whatever the frame says about streaming [SEND-5]', () => {
    const { client, sessionId } = turn({ model: scriptedModel([text('One'), text('Two')]) });
    expect(labelsOf(client.send(say(sessionId, 'Again', { stream: false })))).toEqual([
      'accepted',
      'stream_token',
      'eventual_response',
    ]);
  });

  it('may follow another at once', () => {
    const { client, sessionId } = turn({ model: scriptedModel([text('One'), text('Two')]) });
    const events = client.send(say(sessionId, 'Again', { requestId: 'second' }));
    expect(only(events, 'eventual_response').requestId).toBe('second');
  });

  it('stores an empty reply when the model says nothing [REPLY-7]', () => {
    const { client, sessionId, events } = turn({ model: modelOf(() => EMPTY) });
    expect(labelsOf(events)).toEqual(['accepted', 'eventual_response']);
    const { data } = only(events, 'eventual_response').data;
    expect(data).toMatchObject({ response: { responseParts: [''] } });
    expect(data).not.toHaveProperty('usage');
    const [page] = client.send({ action: 'get_conversation_messages', sessionId });
    expect(page).toMatchObject({
      data: { messages: [{ id: data.messageId, content: { text: '' } }, {}] },
    });
  });

  it('sends reasoning apart from the answer [TOKEN-2]', () => {
    const { events } = turn({
      model: modelOf(() => of({ kind: 'reasoning', text: 'Hm.' } as const, token('Yes.'))),
    });
    expect(labelsOf(events)).toEqual([
      'accepted',
      'stream_reasoning',
      'stream_token',
      'eventual_response',
    ]);
    expect(events[1]).toMatchObject({ token: 'Hm.', data: { requestId: 'turn', token: 'Hm.' } });
    expect(only(events, 'eventual_response')).toMatchObject({
      data: { data: { response: { responseParts: ['Yes.'] } } },
    });
  });
});

describe('what the model is asked', () => {
  it('is the conversation so far, oldest first, behind the instructions', () => {
    const model = modelOf((_request, call) => of(token(`Answer ${call}.`)));
    const { client, sessionId } = turn({ model, agentName: 'Otto' }, 'First?');
    client.send(say(sessionId, 'Second?'));
    const [system, ...rest] = model.requests[1]?.messages ?? [];
    expect(system?.role).toBe('system');
    expect(system?.content).toContain('Otto');
    expect(rest).toEqual([
      { role: 'user', content: 'First?' },
      { role: 'assistant', content: 'Answer 1.' },
      { role: 'user', content: 'Second?' },
    ]);
  });

  it('is carried over when the conversation is resumed elsewhere', () => {
    const model = modelOf(() => of(token('Yes.')));
    const on = service({ model });
    const client = connect(on);
    const { sessionId, conversationId } = open(client);
    client.send(say(sessionId, 'First?'));
    const other = connect(on);
    other.send(say(open(other, { conversationId }).sessionId, 'Second?'));
    expect(model.requests[1]?.messages.map(({ content }) => content).slice(1)).toEqual([
      'First?',
      'Yes.',
      'Second?',
    ]);
  });

  it('is at most the latest 50 messages and the new one [SEND-8]', () => {
    const model = modelOf((_request, call) => of(token(`Answer ${call}.`)));
    const { client, sessionId } = turn({ model }, 'Question 1');
    for (let n = 2; n <= 30; n++) client.send(say(sessionId, `Question ${n}`));
    const asked = model.requests.at(-1)?.messages.slice(1) ?? [];
    expect(asked).toHaveLength(51);
    expect(asked[0]?.content).toBe('Question 5');
    expect(asked.at(-1)?.content).toBe('Question 30');
  });

  it('holds the tools, the limit and what the knowledge found', () => {
    const model = modelOf(() => of(token('Yes.')));
    turn(
      { model, knowledge: [{ id: 'a.md', text: 'Cats purr.' }], tools: [tool('dance', () => '')] },
      'Do cats purr?',
    );
    expect(model.requests[0]).toMatchObject({
      tools: expect.arrayContaining([expect.objectContaining({ name: 'dance' })]) as unknown,
      maxTokens: 8192,
      documents: [{ documentId: 'a.md', title: 'a.md', text: 'Cats purr.', position: 0 }],
    });
  });

  it('has no tool calls of earlier turns [SEND-8]', () => {
    const model = modelOf(({ messages }) =>
      messages.at(-1)?.role === 'tool'
        ? of(token('Danced.'))
        : of({ kind: 'toolCall', id: 'c', name: 'dance', arguments: {} } as const),
    );
    const { client, sessionId } = turn({ model, tools: [tool('dance', () => 'ok')] });
    client.send(say(sessionId, 'Again'));
    expect(model.requests[2]?.messages.map(({ role }) => role)).toEqual([
      'system',
      'user',
      'assistant',
      'user',
    ]);
  });
});

describe('citations', () => {
  const documents = [1, 2, 3, 4].map((n) => ({
    id: `${n}.md`,
    text: `Cats purr${' and sleep'.repeat(n)}.`,
    url: n === 1 ? 'https://example.com/1' : 'javascript:alert(1)',
  }));
  const citations = (message: string, knowledge: ServerOptions['knowledge'] = documents) => {
    const { events } = turn({ model: modelOf(() => of(token('Yes.'))), knowledge }, message);
    return only(events, 'eventual_response').data.data.citations;
  };

  it('name the three documents that fit best', () => {
    const cited = citations('Do cats purr?') ?? [];
    expect(cited).toHaveLength(3);
    expect(cited[0]).toMatchObject({ id: '1.md', title: '1.md', snippet: 'Cats purr and sleep.' });
    const scores = cited.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(Math.min(...scores)).toBeGreaterThan(0);
  });

  it('have an address only if it is one of the web [REPLY-9]', () => {
    expect(citations('Do cats purr?')?.map(({ url }) => url)).toEqual([
      'https://example.com/1',
      undefined,
      undefined,
    ]);
  });

  it('are left out when nothing fits [REPLY-3]', () => {
    expect(citations('Do dogs bark?')).toBeUndefined();
  });

  it('name a document once, with the passage that fits best [REPLY-9]', () => {
    const text = 'Cats purr.\n\nCats purr when they sleep.';
    const cited = citations('When do cats purr in their sleep?', [
      { id: 'a', title: 'Cats', text },
    ]);
    expect(cited).toMatchObject([
      { id: 'a', title: 'Cats', snippet: 'Cats purr when they sleep.' },
    ]);
  });

  it('quote the first 280 characters [REPLY-3]', () => {
    const cited = citations('cats', [{ id: 'a', text: `Cats ${'🦀'.repeat(400)}` }]);
    expect(Array.from(cited?.[0]?.snippet ?? '')).toHaveLength(280);
  });

  it('leave out what a search of your own gives no score', () => {
    const passage = { documentId: 'a', title: 'a', text: 'a', position: 0, score: 0 };
    expect(citations('cats', { retrieve: () => of([passage]) })).toBeUndefined();
  });

  it('take up what a message that refers back is about', () => {
    const on = service({
      model: modelOf(() => of(token('Yes.'))),
      knowledge: documentKnowledge(documents),
    });
    const client = connect(on);
    const { sessionId } = open(client);
    client.send(say(sessionId, 'Do cats purr?'));
    const events = client.send(say(sessionId, 'Why is that?'));
    expect(only(events, 'eventual_response').data.data.citations).toHaveLength(3);
  });
});

describe('a turn with tools', () => {
  it('shows the call, then the result, then the answer founded on it [CHUNK-1] [CHUNK-2]', () => {
    const { events } = turn({
      model: callsThenTells('get_time', { city: 'Oslo' }),
      tools: [tool('get_time', ({ city }) => `It is noon in ${String(city)}.`)],
    });
    expect(labelsOf(events)).toEqual([
      'accepted',
      'toolCall',
      'toolResult',
      'stream_token',
      'eventual_response',
    ]);
    expect(events[1]).toEqual({
      type: 'stream_chunk',
      requestId: 'turn',
      timestamp: 1_700_000_000_000,
      node: 'get_time',
      data: {
        requestId: 'turn',
        node: 'get_time',
        state: { rawResponse: { toolCall: { name: 'get_time', arguments: { city: 'Oslo' } } } },
      },
    });
    expect(events[2]).toMatchObject({
      node: 'get_time',
      data: {
        state: {
          rawResponse: {
            toolResult: { name: 'get_time', isError: false, result: 'It is noon in Oslo.' },
          },
        },
      },
    });
    expect(only(events, 'stream_token').token).toBe('It is noon in Oslo.');
  });

  it('runs several calls of one answer in their order', () => {
    const call = (id: string, name: string) =>
      ({ kind: 'toolCall', id, name, arguments: {} }) as const;
    const model = modelOf((_request, n) =>
      n === 1 ? of(call('1', 'a'), call('2', 'b')) : of(token('Done.')),
    );
    const { events } = turn({ model, tools: [tool('a', () => 'A'), tool('b', () => 'B')] });
    expect(labelsOf(events)).toEqual([
      'accepted',
      'toolCall',
      'toolResult',
      'toolCall',
      'toolResult',
      'stream_token',
      'eventual_response',
    ]);
    expect(model.requests[1]?.messages.slice(-3)).toEqual([
      {
        role: 'assistant',
        content: '',
        toolCalls: [
          { id: '1', name: 'a', arguments: {} },
          { id: '2', name: 'b', arguments: {} },
        ],
      },
      { role: 'tool', content: 'A', toolCallId: '1' },
      { role: 'tool', content: 'B', toolCallId: '2' },
    ]);
  });

  it('sums the usage of all its calls [REPLY-8]', () => {
    const { events } = turn({
      model: scriptedModel([{ kind: 'toolCall', name: 'a', arguments: {} }, text('Done.')]),
      tools: [tool('a', () => 'A')],
    });
    expect(only(events, 'eventual_response').data.data.usage).toEqual({
      promptTokens: 20,
      completionTokens: 10,
    });
  });

  it('sums what was reported of the cost', () => {
    const usage = (costUsd?: number): ModelOutput => ({
      kind: 'usage',
      promptTokens: 1,
      completionTokens: 1,
      ...(costUsd !== undefined && { costUsd }),
    });
    const { events } = turn({ model: modelOf(() => of(usage(0.25), usage(), usage(0.5))) });
    expect(only(events, 'eventual_response').data.data.usage).toEqual({
      promptTokens: 3,
      completionTokens: 3,
      costUsd: 0.75,
    });
  });

  it.each([
    ['no numbers', {}],
    ['what is no number', { promptTokens: Number.NaN, completionTokens: 1 }],
    ['fewer than none', { promptTokens: 1, completionTokens: -1 }],
    ['half a token', { promptTokens: 0.5, completionTokens: 1 }],
    ['a text', { promptTokens: '1', completionTokens: 1 }],
  ])('counts nothing of a usage with %s, and leaves it out', (_title, counts) => {
    const usage = { kind: 'usage', ...counts } as unknown as ModelOutput;
    const { events } = turn({ model: modelOf(() => of(token('Fine.'), usage)) });
    expect(only(events, 'eventual_response').data.data).not.toHaveProperty('usage');
  });

  it('counts no cost that is no number', () => {
    const usage = { kind: 'usage', promptTokens: 1, completionTokens: 1 } as const;
    const model = modelOf(() => of({ ...usage, costUsd: 0.5 }, { ...usage, costUsd: Number.NaN }));
    const { events } = turn({ model });
    expect(only(events, 'eventual_response').data.data.usage?.costUsd).toBe(0.5);
  });

  it('keeps what was said before a tool ran as a paragraph of its own', () => {
    const model = modelOf((_request, n) =>
      n === 1
        ? of(token('Let me see.'), { kind: 'toolCall', id: '1', name: 'a', arguments: {} } as const)
        : of(token('It is done.')),
    );
    const { events } = turn({ model, tools: [tool('a', () => 'A')] });
    const tokens = events.flatMap((event) =>
      event.type === 'stream_token' ? [event.data.token] : [],
    );
    expect(tokens.join('')).toBe('Let me see.\n\nIt is done.');
    expect(only(events, 'eventual_response')).toMatchObject({
      data: { data: { response: { responseParts: [tokens.join('')] } } },
    });
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('no power');
      },
      'Error: no power',
    ],
    [
      'throws a text',
      () => {
        throw 'no power' as unknown as Error;
      },
      'Error: no power',
    ],
    ['rejects', () => throwError(() => new Error('no power')), 'Error: no power'],
  ])('goes on when a tool %s', (_title, run, result) => {
    const { events } = turn({ model: callsThenTells('a'), tools: [tool('a', run)] });
    expect(labelsOf(events)).toEqual([
      'accepted',
      'toolCall',
      'toolResult',
      'stream_token',
      'eventual_response',
    ]);
    expect(events[2]).toMatchObject({
      data: { state: { rawResponse: { toolResult: { isError: true, result } } } },
    });
  });

  it('goes on when there is no such tool, and asks nobody to approve it', () => {
    const { events } = turn({ model: callsThenTells('a'), tools: [], confirmTools: ['a'] });
    expect(labelsOf(events)).toEqual([
      'accepted',
      'toolCall',
      'toolResult',
      'stream_token',
      'eventual_response',
    ]);
    expect(events[2]).toMatchObject({
      data: { state: { rawResponse: { toolResult: { isError: true } } } },
    });
  });

  it('stops a model that never stops calling tools', () => {
    const model = modelOf(() =>
      of({ kind: 'toolCall', id: '1', name: 'a', arguments: {} } as const),
    );
    const { events } = turn({ model, tools: [tool('a', () => 'A')], maxIterations: 3 });
    expect(model.requests).toHaveLength(3);
    expect(labelsOf(events).at(-1)).toBe('INTERNAL_ERROR');
    expect(only(events, 'error').data.error.message).toContain('3 model calls');
  });
});

describe('a turn whose model fails', () => {
  const boom = () => throwError(() => new Error('key sk-123 is invalid'));

  it.each([
    ['at once', () => boom(), ['accepted', 'INTERNAL_ERROR']],
    [
      'in mid-answer',
      () => concat(of(token('Well')), boom()),
      ['accepted', 'stream_token', 'INTERNAL_ERROR'],
    ],
    [
      'by throwing',
      () => {
        throw new Error('key sk-123 is invalid');
      },
      ['accepted', 'INTERNAL_ERROR'],
    ],
  ])('%s, ends with INTERNAL_ERROR and keeps the message', (_title, complete, labels) => {
    const { client, sessionId, events } = turn({ model: modelOf(complete) });
    expect(labelsOf(events)).toEqual(labels);
    expect(only(events, 'error').requestId).toBe('turn');
    const [page] = client.send({ action: 'get_conversation_messages', sessionId });
    expect(page).toMatchObject({ data: { messages: [{ direction: 'inbound' }], hasMore: false } });
  });

  it('does not tell the client what the error says, unless it is meant for it', () => {
    const told = (error: Error) =>
      only(turn({ model: modelOf(() => throwError(() => error)) }).events, 'error').data.error
        .message;
    expect(told(new Error('key sk-123 is invalid'))).not.toContain('sk-123');
    expect(told(new ModelError('The model is overloaded.'))).toBe('The model is overloaded.');
  });

  it('tells the host', () => {
    const { entries, onLog } = logged();
    const error = new Error('key sk-123 is invalid');
    turn({ model: modelOf(() => throwError(() => error)), onLog });
    expect(entries.filter(({ kind }) => kind === 'failed')).toMatchObject([{ error }]);
  });

  it('frees the connection for the next', () => {
    const model = modelOf((_request, call) => (call === 1 ? boom() : of(token('Fine.'))));
    const { client, sessionId } = turn({ model });
    expect(labelsOf(client.send(say(sessionId)))).toEqual([
      'accepted',
      'stream_token',
      'eventual_response',
    ]);
  });

  it('says so when a script is over', () => {
    const { events } = turn({ model: scriptedModel([]) });
    expect(only(events, 'error').data.error.message).toContain('script');
  });

  it.each([
    [
      'a circular argument',
      () => {
        const a: Record<string, unknown> = {};
        a['a'] = a;
        return a;
      },
    ],
    ['an argument too big for JSON', () => ({ a: 10n })],
  ])('by calling a tool with %s, ends too', (_title, args) => {
    const { client, events, sessionId } = turn({
      model: callsThenTells('a', args()),
      tools: [tool('a', () => 'A')],
    });
    expect(labelsOf(events)).toEqual(['accepted', 'INTERNAL_ERROR']);
    expect(only(events, 'error').requestId).toBe('turn');
    expect(labelsOf(client.send(say(sessionId)))[0]).toBe('accepted');
  });

  it('in its search, ends too', () => {
    const { events } = turn({ knowledge: { retrieve: () => boom() } });
    expect(labelsOf(events)).toEqual(['accepted', 'INTERNAL_ERROR']);
  });

  it('not, when a search gives nothing at all', () => {
    const { events } = turn({
      knowledge: { retrieve: () => EMPTY },
      model: scriptedModel([text('Yes.')]),
    });
    expect(labelsOf(events)).toEqual(['accepted', 'stream_token', 'eventual_response']);
  });
});

describe('a message that starts no turn', () => {
  const refused = (fields: object) => {
    const client = connect(service());
    const { sessionId } = open(client);
    const events = client.send(say(sessionId, 'Hello', fields));
    expect(events).toHaveLength(1);
    expect(only(events, 'error').requestId).toBe('turn');
    const [page] = client.send({ action: 'get_conversation_messages', sessionId });
    expect(page).toMatchObject({ data: { messages: [] } });
    return codeOf(events);
  };

  it.each([
    ['an unknown session', { sessionId: 'x' }, 'SESSION_NOT_FOUND'],
    ['no session', { sessionId: undefined }, 'VALIDATION_ERROR'],
    ['no message', { message: undefined }, 'VALIDATION_ERROR'],
    ['an empty message', { message: '' }, 'VALIDATION_ERROR'],
    ['a blank message', { message: ' \n ' }, 'VALIDATION_ERROR'],
    ['a message that is too long', { message: 'x'.repeat(10_001) }, 'VALIDATION_ERROR'],
    ['a skill, of which this server has none', { skill: 'sales' }, 'SKILL_NOT_FOUND'],
    ['a skill that no server can have', { skill: 'not a name' }, 'VALIDATION_ERROR'],
  ])('has %s [SEND-1] [SEND-2] [SEND-3]', (_title, fields, code) => {
    expect(refused(fields)).toBe(code);
  });

  it('comes while another runs, which goes on [TURN-1] [TURN-4] [SEND-2]', () => {
    const { output$, state } = hanging([token('Well')]);
    const { client, sessionId } = turn({ model: modelOf(() => output$) });
    const events = client.send(say('unknown', 'Hello', { requestId: 'second' }));
    expect(codeOf(events)).toBe('TURN_IN_PROGRESS');
    expect(only(events, 'error').requestId).toBe('second');
    expect(state).toEqual({ subscribed: 1, aborted: 0 });
    expect(labelsOf(client.send({ action: 'cancel' }))).toEqual(['cancelled']);
    expect(sessionId).not.toBe('unknown');
  });

  it('may have attachments that are malformed: they are dropped [SEND-4] [TOL-4]', () => {
    const { client, sessionId } = turn({ model: scriptedModel([text('One'), text('Two')]) });
    const events = client.send(say(sessionId, 'Look', { images: 'none', files: [{ name: '' }] }));
    expect(labelsOf(events)).toEqual(['accepted', 'stream_token', 'eventual_response']);
  });
});

describe('cancel', () => {
  it('aborts the model at once, answers under the id of the turn, and keeps no reply [CANCEL-1] [CANCEL-2] [CANCELLED-1]', () => {
    const { output$, state } = hanging([token('Well')]);
    const { client, sessionId } = turn({ model: modelOf(() => output$) });
    const events = client.send({ action: 'cancel', requestId: 'cancel', sessionId: 'any' });
    expect(events).toEqual([
      {
        type: 'cancelled',
        requestId: 'turn',
        timestamp: 1_700_000_000_000,
        status: 499,
        data: { requestId: 'turn', status: 499 },
      },
    ]);
    expect(state.aborted).toBe(1);
    const [page] = client.send({ action: 'get_conversation_messages', sessionId });
    expect(page).toMatchObject({ data: { messages: [{ direction: 'inbound' }], hasMore: false } });
  });

  it('aborts a tool at once, and tells it so', () => {
    const { output$, state } = hanging();
    let signal: AbortSignal | undefined;
    const run = tool('a', (_args, context) => {
      ({ signal } = context);
      return output$;
    });
    const { client } = turn({ model: callsThenTells('a'), tools: [run] });
    expect(signal?.aborted).toBe(false);
    expect(labelsOf(client.send({ action: 'cancel' }))).toEqual(['cancelled']);
    expect(state).toEqual({ subscribed: 1, aborted: 1 });
    expect(signal?.aborted).toBe(true);
  });

  it('is final: what a tool does later is not heard', async () => {
    let fail: (error: Error) => void = () => undefined;
    const late = new Promise((_resolve, reject) => {
      fail = reject;
    });
    const { client } = turn({ model: callsThenTells('a'), tools: [tool('a', () => late)] });
    client.send({ action: 'cancel' });
    const sent = client.events.length;
    fail(new Error('too late'));
    await late.catch(() => undefined);
    expect(client.events).toHaveLength(sent);
  });

  it('frees the connection for the next turn', () => {
    const model = modelOf((_request, call) => (call === 1 ? NEVER : of(token('Fine.'))));
    const { client, sessionId } = turn({ model });
    client.send({ action: 'cancel' });
    expect(labelsOf(client.send(say(sessionId)))).toEqual([
      'accepted',
      'stream_token',
      'eventual_response',
    ]);
  });

  it('is met with silence when nothing runs [CANCEL-1]', () => {
    const { client } = turn({ model: scriptedModel([text('Done.')]) });
    expect(client.send({ action: 'cancel', requestId: 'c' })).toEqual([]);
    expect(connect(service()).send({ action: 'cancel' })).toEqual([]);
  });

  it('ends a turn once, however often it comes', () => {
    const { client } = turn({ model: modelOf(() => NEVER) });
    expect(labelsOf(client.send({ action: 'cancel' }))).toEqual(['cancelled']);
    expect(client.send({ action: 'cancel' })).toEqual([]);
  });

  it('leaves the turns of other connections alone', () => {
    const { output$, state } = hanging();
    const on = service({ model: modelOf(() => output$) });
    const client = connect(on);
    const { sessionId } = open(client);
    client.send(say(sessionId));
    expect(connect(on).send({ action: 'cancel', sessionId })).toEqual([]);
    expect(state.aborted).toBe(0);
    client.leave();
  });
});

describe('other requests during a turn', () => {
  it('are served [CORR-5]', () => {
    const { client, sessionId } = turn({ model: modelOf(() => NEVER) });
    const frames = [
      { action: 'ping' },
      { action: 'get_session', sessionId },
      { action: 'list_conversations' },
      { action: 'create_conversation_session', agentId: 'a' },
      '{',
    ];
    expect(frames.map((frame) => labelsOf(client.send(frame)))).toEqual([
      ['pong'],
      ['answered'],
      ['answered'],
      ['answered'],
      ['VALIDATION_ERROR'],
    ]);
    expect(labelsOf(client.send({ action: 'cancel' }))).toEqual(['cancelled']);
  });
});

describe('a client that leaves', () => {
  it('aborts its turn in silence; the message is kept, the reply is not [TURN-11]', () => {
    const { output$, state } = hanging([token('Well')]);
    const { entries, onLog } = logged();
    const on = service({ model: modelOf(() => output$), onLog });
    const client = connect(on);
    const { sessionId } = open(client);
    const sent = client.send(say(sessionId)).length;
    client.leave();
    expect(state.aborted).toBe(1);
    expect(client.events).toHaveLength(1 + sent);
    expect(entries.map(({ kind }) => kind)).toEqual(['connected', 'turn', 'disconnected']);
    expect(entries[1]).toMatchObject({ outcome: 'aborted' });
    const [page] = connect(on).send({ action: 'get_conversation_messages', sessionId });
    expect(page).toMatchObject({ data: { messages: [{ direction: 'inbound' }], hasMore: false } });
  });

  it('does not disturb another that talks in the same session', () => {
    const on = service({
      model: modelOf(({ messages }) =>
        messages.at(-1)?.content === 'wait' ? NEVER : of(token('Yes.')),
      ),
    });
    const [one, two] = [connect(on), connect(on)];
    const { sessionId } = open(one);
    one.send(say(sessionId, 'wait'));
    one.leave();
    expect(labelsOf(two.send(say(sessionId)))).toEqual([
      'accepted',
      'stream_token',
      'eventual_response',
    ]);
  });
});

describe('the log', () => {
  it('tells how each turn ended, and nothing of what was said', () => {
    const { entries, onLog } = logged();
    const model = modelOf((_request, call) =>
      call === 1 ? of(token('the answer')) : throwError(() => new ModelError('no')),
    );
    const { client, sessionId } = turn({ model, onLog }, 'the question');
    client.send(say(sessionId, 'the question'));
    const turns = entries.flatMap((entry) => (entry.kind === 'turn' ? [entry.outcome] : []));
    expect(turns).toEqual(['completed', 'failed']);
    const told = JSON.stringify(entries);
    expect(told).not.toContain('the question');
    expect(told).not.toContain('the answer');
  });

  it('may throw: nobody notices', () => {
    const { events } = turn({
      model: scriptedModel([text('Yes.')]),
      onLog: () => {
        throw new Error('disk full');
      },
    });
    expect(labelsOf(events)).toEqual(['accepted', 'stream_token', 'eventual_response']);
  });
});
