import { concatMap, lastValueFrom, range, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Principal } from '../../src/server/access/principal';
import type { StoredMessage } from '../../src/server/store';
import { memoryStore } from '../../src/server/stores/memory';
import { scriptedModel } from '../../src/server/models/scripted';
import { codeOf, connect, create, labelsOf, only, open, say, service } from './kit';

describe('create_conversation_session', () => {
  it('answers with the ids of everything, and echoes the agent [CREATE-2]', () => {
    const [answer] = connect(service()).send(create({ userName: 'Ada', metadata: { a: 1 } }));
    expect(answer).toEqual({
      type: 'immediate_response',
      requestId: 'create',
      timestamp: 1_700_000_000_000,
      status: 200,
      message: 'The session is open.',
      data: {
        sessionId: 'id-5',
        conversationId: 'id-2',
        agentId: 'agent',
        agentName: 'smooth-agent',
        userParticipantId: 'id-3',
        agentParticipantId: 'id-4',
      },
    });
  });

  it('mints UUIDs [SHAPE-5]', () => {
    const ids = () => crypto.randomUUID();
    const { sessionId, conversationId } = open(connect(service({ ids })));
    expect(sessionId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(conversationId).not.toBe(sessionId);
  });

  it('takes the agent with white space around it [CREATE-1]', () => {
    const [answer] = connect(service()).send(create({ agentId: ' support ' }));
    expect(answer).toMatchObject({ data: { agentId: 'support' } });
  });

  it.each([[undefined], [''], ['  '], [7], [null]])(
    'refuses the agent %j [CREATE-1]',
    (agentId) => {
      const answer = connect(service()).send(create({ agentId }));
      expect(codeOf(answer)).toBe('VALIDATION_ERROR');
      expect(only(answer, 'error').requestId).toBe('create');
    },
  );

  it('bears the name the server was given', () => {
    const [answer] = connect(service({ agentName: 'Otto' })).send(create());
    expect(answer).toMatchObject({ data: { agentName: 'Otto' } });
  });

  it('resumes a known conversation under a new session, with its participants [RESUME-2] [CREATE-3]', () => {
    const on = service();
    const [first] = connect(on).send(create());
    const { data: before } = only(first ? [first] : [], 'immediate_response');
    const [again] = connect(on).send(create({ conversationId: before['conversationId'] }));
    const { data: after } = only(again ? [again] : [], 'immediate_response');
    expect(after).toEqual({ ...before, sessionId: after['sessionId'] });
    expect(after['sessionId']).not.toBe(before['sessionId']);
  });

  it('opens a fresh conversation for an unknown one, with the same answer as for none [RESUME-2]', () => {
    const on = service();
    const { conversationId } = open(connect(on), { conversationId: 'nobody-knows' });
    expect(conversationId).not.toBe('nobody-knows');
    expect(open(connect(on)).conversationId).not.toBe(conversationId);
  });

  it('keeps the title, the owner and the history of a conversation that is resumed [RESUME-2]', async () => {
    const store = memoryStore();
    const on = service({ store, model: scriptedModel([{ kind: 'text', text: 'Yes.' }]) });
    const client = connect(on);
    const { sessionId, conversationId } = open(client);
    client.send(say(sessionId, 'Hi'));
    await lastValueFrom(store.updateConversation(conversationId, { title: 'Mine' }));
    const before = await lastValueFrom(store.conversation(conversationId));
    const again = open(connect(on), { conversationId, supports: ['choice_chips'] });
    expect(again.conversationId).toBe(conversationId);
    expect(await lastValueFrom(store.conversation(conversationId))).toEqual({
      ...before,
      supports: ['choice_chips'],
    });
    const [page] = client.send({
      action: 'get_conversation_messages',
      sessionId: again.sessionId,
    });
    expect(page).toMatchObject({
      data: { messages: [{ content: { text: 'Yes.' } }, { content: { text: 'Hi' } }] },
    });
  });

  it('keeps the older sessions of a conversation that is resumed [RESUME-1]', () => {
    const on = service();
    const { sessionId, conversationId } = open(connect(on));
    open(connect(on), { conversationId });
    const [found] = connect(on).send({ action: 'get_session', sessionId });
    expect(found).toMatchObject({ data: { sessionId, conversationId } });
  });

  it.each([[7], [null], [{}], [['c']], [true]])(
    'opens a fresh conversation for %j, which is no id [TOL-3]',
    (conversationId) => {
      const [answer] = connect(service()).send(create({ conversationId }));
      expect(answer).toMatchObject({ type: 'immediate_response', status: 200 });
    },
  );

  it.each([
    ['userName', 7],
    ['userEmail', {}],
    ['browserFingerprint', []],
    ['metadata', 'text'],
    ['metadata', null],
  ])('passes over a %s that is %j [TOL-3]', async (field, value) => {
    const store = memoryStore();
    const { sessionId } = open(connect(service({ store })), { [field]: value });
    expect(await lastValueFrom(store.session(sessionId))).not.toHaveProperty(field);
  });

  it('answers metadata that is nested too deep to be kept, and serves on', () => {
    const deep = `{"action":"create_conversation_session","requestId":"create","agentId":"a","metadata":{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}}`;
    const client = connect(service());
    expect(labelsOf(client.send(deep))).toEqual(['STORAGE_ERROR']);
    expect(labelsOf(client.send(create()))).toEqual(['answered']);
  });

  it.each([
    ['omitted, inherits it', {}, ['choice_chips']],
    ['given, replaces it', { supports: ['identity_form'] }, ['identity_form']],
    ['empty, replaces it', { supports: [] }, []],
    ['no list, counts as omitted', { supports: 'all' }, ['choice_chips']],
    [
      'with entries that are no strings, keeps the others',
      { supports: ['identity_form', 1] },
      ['identity_form'],
    ],
  ])(
    'what the client supports, when it resumes: %s [RESUME-3]',
    async (_title, fields, supports) => {
      const store = memoryStore();
      const on = service({ store });
      const { conversationId } = open(connect(on), { supports: ['choice_chips'] });
      open(connect(on), { conversationId, ...fields });
      const conversation = await lastValueFrom(store.conversation(conversationId));
      expect(conversation?.supports).toEqual(supports);
    },
  );
});

describe('get_session', () => {
  it('describes a session from any connection [SESSION-1] [RESUME-5]', () => {
    const on = service();
    const { sessionId, conversationId } = open(connect(on));
    const [answer] = connect(on).send({ action: 'get_session', requestId: 'g', sessionId });
    expect(answer).toMatchObject({
      type: 'immediate_response',
      requestId: 'g',
      status: 200,
      data: {
        sessionId,
        conversationId,
        agentId: 'agent',
        agentName: 'smooth-agent',
        userParticipantId: 'id-3',
        agentParticipantId: 'id-4',
        threadId: conversationId,
        status: 'active',
      },
    });
  });

  it('does not find an unknown one [SESSION-2]', () => {
    const answer = connect(service()).send({
      action: 'get_session',
      requestId: 'g',
      sessionId: 'x',
    });
    expect(codeOf(answer)).toBe('SESSION_NOT_FOUND');
  });

  it('refuses a frame without a session [SESSION-2]', () => {
    expect(codeOf(connect(service()).send({ action: 'get_session' }))).toBe('VALIDATION_ERROR');
  });
});

describe('ping', () => {
  it('is answered with the time, twice [PING-1]', () => {
    expect(connect(service()).send({ action: 'ping', requestId: 'p' })).toEqual([
      {
        type: 'pong',
        requestId: 'p',
        timestamp: 1_700_000_000_000,
        data: { timestamp: 1_700_000_000_000 },
      },
    ]);
  });
});

/** A store with one conversation of `count` messages, and a session on it. */
async function conversationOf(count: number) {
  const store = memoryStore();
  const on = service({ store });
  const client = connect(on);
  const { sessionId, conversationId } = open(client);
  await lastValueFrom(
    range(1, count).pipe(
      concatMap((n) =>
        store.append({
          id: `m${n}`,
          conversationId,
          direction: n % 2 === 1 ? 'inbound' : 'outbound',
          text: `message ${n}`,
          createdAt: n,
        }),
      ),
    ),
    { defaultValue: undefined },
  );
  const page = (fields: object = {}) => {
    const frame = { action: 'get_conversation_messages', requestId: 'p', sessionId, ...fields };
    const answer = only(client.send(frame), 'immediate_response');
    return answer.data as {
      messages: { id: string }[];
      nextCursor: string | null;
      hasMore: boolean;
    };
  };
  return {
    client,
    sessionId,
    page,
    ids: (fields: object = {}) => page(fields).messages.map(({ id }) => id),
  };
}

describe('get_conversation_messages', () => {
  it('gives the messages newest first, as they are published [PAGE-1]', async () => {
    const { page } = await conversationOf(2);
    expect(page()).toEqual({
      messages: [
        {
          id: 'm2',
          direction: 'outbound',
          content: { text: 'message 2' },
          createdAt: '1970-01-01T00:00:00.002Z',
        },
        {
          id: 'm1',
          direction: 'inbound',
          content: { text: 'message 1' },
          createdAt: '1970-01-01T00:00:00.001Z',
        },
      ],
      nextCursor: null,
      hasMore: false,
    });
  });

  it('gives an empty page of an empty conversation', async () => {
    const { page } = await conversationOf(0);
    expect(page()).toEqual({ messages: [], nextCursor: null, hasMore: false });
  });

  it('pages to the oldest message, each exactly once', async () => {
    const { page } = await conversationOf(5);
    const first = page({ limit: 2 });
    expect(first).toMatchObject({
      messages: [{ id: 'm5' }, { id: 'm4' }],
      nextCursor: 'm4',
      hasMore: true,
    });
    const second = page({ limit: 2, cursor: first.nextCursor });
    expect(second).toMatchObject({
      messages: [{ id: 'm3' }, { id: 'm2' }],
      nextCursor: 'm2',
      hasMore: true,
    });
    const third = page({ limit: 2, cursor: second.nextCursor });
    expect(third).toMatchObject({ messages: [{ id: 'm1' }], nextCursor: null, hasMore: false });
  });

  it('gives an empty page behind the oldest message [PAGE-3]', async () => {
    const { page } = await conversationOf(2);
    expect(page({ cursor: 'm1' })).toEqual({ messages: [], nextCursor: null, hasMore: false });
  });

  it.each([
    [undefined, 50],
    [0, 50],
    [-3, 50],
    ['7', 50],
    [2.5, 50],
    [1, 1],
    [100, 100],
    [101, 100],
    [100_000, 100],
  ])('reads the limit %j as %i [PAGE-2]', async (limit, length) => {
    const { ids } = await conversationOf(120);
    expect(ids({ limit })).toHaveLength(length);
  });

  it('refuses an unknown cursor [PAGE-3]', async () => {
    const { client, sessionId } = await conversationOf(2);
    const answer = client.send({ action: 'get_conversation_messages', sessionId, cursor: 'x' });
    expect(codeOf(answer)).toBe('VALIDATION_ERROR');
  });

  it('refuses a frame without a session [SESSION-2]', () => {
    expect(codeOf(connect(service()).send({ action: 'get_conversation_messages' }))).toBe(
      'VALIDATION_ERROR',
    );
  });

  it('does not find an unknown session', () => {
    const answer = connect(service()).send({ action: 'get_conversation_messages', sessionId: 'x' });
    expect(codeOf(answer)).toBe('SESSION_NOT_FOUND');
  });

  it('tells that the store fails', () => {
    const store = { ...memoryStore(), page: () => throwError(() => new Error('disk')) };
    const client = connect(service({ store }));
    const { sessionId } = open(client);
    const answer = client.send({ action: 'get_conversation_messages', requestId: 'p', sessionId });
    expect(codeOf(answer)).toBe('STORAGE_ERROR');
    expect(only(answer, 'error').requestId).toBe('p');
  });

  it('is served while a turn runs, and shows what the user said', () => {
    const client = connect(service({ model: scriptedModel([]), maxIterations: 1 }));
    const { sessionId } = open(client);
    expect(labelsOf(client.send(say(sessionId, 'Hi')))).toEqual(['accepted', 'INTERNAL_ERROR']);
    const [page] = client.send({ action: 'get_conversation_messages', sessionId });
    expect(page).toMatchObject({
      data: { messages: [{ direction: 'inbound', content: { text: 'Hi' } }] },
    });
  });
});

describe('list_conversations', () => {
  const list = (fields: object = {}) => ({
    action: 'list_conversations',
    requestId: 'l',
    ...fields,
  });

  /** A server on which these were said, each in a conversation of its own, one after another. */
  function having(texts: readonly string[]) {
    const model = scriptedModel(texts.map(() => ({ kind: 'text', text: 'Yes.' }) as const));
    let now = 0;
    const on = service({ model, clock: { now: () => ++now } });
    const client = connect(on);
    const conversations = texts.map((text) => {
      const session = open(client);
      client.send(say(session.sessionId, text));
      return session;
    });
    const listed = (fields: object = {}) =>
      only(client.send(list(fields)), 'immediate_response').data['conversations'] as {
        conversationId: string;
        title: string;
        updatedAt: string;
        messageCount: number;
      }[];
    return { client, on, conversations, listed };
  }

  it('gives title, time and count, the newest first [LIST-1]', () => {
    const { listed, conversations } = having(['one', 'two']);
    expect(listed().map(({ title }) => title)).toEqual(['two', 'one']);
    expect(listed()[1]).toMatchObject({
      conversationId: conversations[0]?.conversationId,
      messageCount: 2,
    });
    expect(new Date(listed()[0]?.updatedAt ?? '').toISOString()).toBe(listed()[0]?.updatedAt);
  });

  it('moves a conversation to the front when something is said in it', () => {
    const { client, listed, conversations } = having(['one', 'two']);
    client.send(say(conversations[0]?.sessionId ?? '', 'more')); // the script is over: the message is kept
    expect(listed().map(({ title }) => title)).toEqual(['one', 'two']);
  });

  it('applies the limit to the conversations of the caller [LIST-1]', async () => {
    const store = memoryStore();
    const owners = [undefined, 'ada', 'bob', 'ada', 'ada', 'bob'];
    for (const [index, name] of owners.entries()) {
      const conversationId = `c${index}`;
      const owner = name === undefined ? {} : { owner: { org: 'acme', email: name } };
      await lastValueFrom(
        store.putConversation({
          conversationId,
          userParticipantId: 'u',
          agentParticipantId: 'a',
          supports: [],
          ...owner,
        }),
      );
      await lastValueFrom(
        store.append({
          id: `m${index}`,
          conversationId,
          direction: 'inbound',
          text: 'Hi',
          createdAt: 0,
        }),
      );
    }
    const principal: Principal = {
      sub: 'ada',
      org: 'acme',
      role: 'basic',
      groups: [],
      email: 'ada',
      isAuthenticated: true,
    };
    const ada = connect(service({ store }), { principal, isOriginAllowed: true });
    const [answer] = ada.send(list({ limit: 2 }));
    expect(answer).toMatchObject({
      data: { conversations: [{ conversationId: 'c4' }, { conversationId: 'c3' }] },
    });
  });

  it('leaves out conversations in which nothing was said [LIST-1]', () => {
    const { client, listed } = having(['one']);
    open(client);
    expect(listed()).toHaveLength(1);
  });

  it.each([
    [1, 1],
    [undefined, 3],
    [0, 3],
    ['2', 3],
    [1000, 3],
  ])('reads the limit %j so that %i of 3 are listed', (limit, length) => {
    expect(having(['one', 'two', 'three']).listed({ limit })).toHaveLength(length);
  });

  it.each([
    ['## A *question*', 'A *question*'],
    ['- item', 'item'],
    ['1. first', 'first'],
    ['> **quoted**', 'quoted**'],
    ['two\nlines\tand\u0007bell', 'two lines and bell'],
    ['x'.repeat(60), 'x'.repeat(60)],
    ['x'.repeat(61), `${'x'.repeat(60)}…`],
    ['🦀'.repeat(61), `${'🦀'.repeat(60)}…`],
    ['3.5 kilos', '3.5 kilos'],
    ['`code` first', 'code` first'],
    ['> - # deep', 'deep'],
    ['\u202Eevil\u202C text', 'evil  text'],
    [`${' '.repeat(100)}late`, 'late'],
  ])('titles %j as %j [LIST-2]', (text, title) => {
    expect(having([text]).listed()[0]?.title).toBe(title);
  });

  it('titles by id what has no letter to show', () => {
    const { listed, conversations } = having(['###']);
    expect(listed()[0]?.title).toBe(`Conversation ${conversations[0]?.conversationId}`);
  });

  it('tells that the store fails', () => {
    const store = { ...memoryStore(), list: () => throwError(() => new Error('disk')) };
    const answer = connect(service({ store })).send(list());
    expect(codeOf(answer)).toBe('STORAGE_ERROR');
  });
});

describe('a store that fails', () => {
  const failing = () => throwError(() => new Error('disk'));

  it('fails the request under its own id', () => {
    const answer = connect(service({ store: { ...memoryStore(), putSession: failing } })).send(
      create(),
    );
    expect(codeOf(answer)).toBe('STORAGE_ERROR');
    expect(only(answer, 'error').requestId).toBe('create');
  });

  it.each([['latest'], ['append']] as const)('ends a turn that needs it for %s', (method) => {
    const client = connect(service({ store: { ...memoryStore(), [method]: failing } }));
    const { sessionId } = open(client);
    expect(labelsOf(client.send(say(sessionId)))).toEqual(['accepted', 'INTERNAL_ERROR']);
    expect(labelsOf(client.send({ action: 'ping' }))).toEqual(['pong']);
  });

  it('fails a message by throwing, and leaves the connection free', () => {
    let fails = false;
    const memory = memoryStore();
    const session: typeof memory.session = (sessionId) => {
      if (fails) throw new Error('disk');
      return memory.session(sessionId);
    };
    const model = scriptedModel([{ kind: 'text', text: 'Yes.' }]);
    const client = connect(service({ store: { ...memory, session }, model }));
    const { sessionId } = open(client);
    fails = true;
    expect(labelsOf(client.send(say(sessionId)))).toEqual(['INTERNAL_ERROR']);
    fails = false;
    expect(labelsOf(client.send(say(sessionId))).at(-1)).toBe('eventual_response');
  });

  it('ends a turn whose reply cannot be kept', () => {
    const memory = memoryStore();
    const store = {
      ...memory,
      append: (message: StoredMessage) =>
        message.direction === 'outbound' ? failing() : memory.append(message),
    };
    const model = scriptedModel([{ kind: 'text', text: 'Yes.' }]);
    const client = connect(service({ store, model }));
    const labels = labelsOf(client.send(say(open(client).sessionId)));
    expect(labels).toEqual(['accepted', 'stream_token', 'INTERNAL_ERROR']);
  });
});
