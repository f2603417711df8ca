import { NEVER, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../src/server/access/admission';
import type { Service } from '../../../src/server/service';
import { memoryStore } from '../../../src/server/stores/memory';
import type { ConversationStore } from '../../../src/server/store';
import {
  callsThenTells,
  codeOf,
  confirm,
  connect,
  create,
  labelsOf,
  modelOf,
  only,
  open,
  say,
  service,
  token,
  tool,
} from '../kit';
import { anonymous, user } from './kit';

const alice = user('alice@example.com');
const model = modelOf(() => of(token('Fine.')));

/** A conversation of this caller, with one turn in it. */
function conversationOf(caller: Caller, on: Service) {
  const client = connect(on, caller);
  const session = open(client);
  client.send(say(session.sessionId, 'Mine'));
  return { client, ...session };
}

const listed = (caller: Caller | undefined, on: Service) => {
  const [answer] = connect(on, caller).send({ action: 'list_conversations', requestId: 'list' });
  if (answer?.type !== 'immediate_response') throw new Error('no list');
  return (answer.data['conversations'] as { conversationId: string }[]).map(
    ({ conversationId }) => conversationId,
  );
};

/** Every action that names a session or a conversation, and what it is answered when there is none. */
const actions: readonly {
  action: string;
  fields?: object;
  missing: string;
}[] = [
  { action: 'get_session', missing: 'SESSION_NOT_FOUND' },
  { action: 'send_message', fields: { message: 'Hello' }, missing: 'SESSION_NOT_FOUND' },
  { action: 'get_conversation_messages', missing: 'SESSION_NOT_FOUND' },
  { action: 'confirm_tool_action', fields: { approved: true }, missing: 'NO_PENDING_CONFIRMATION' },
  {
    action: 'submit_interaction',
    fields: { interactionId: 'card', declined: true },
    missing: 'NO_PENDING_INTERACTION',
  },
  { action: 'verify_otp', fields: { code: '123456' }, missing: 'SESSION_NOT_FOUND' },
  { action: 'rename_conversation', fields: { title: 'Ours' }, missing: 'CONVERSATION_NOT_FOUND' },
];

const strangers: readonly (readonly [string, Caller])[] = [
  ['another user of the organisation', user('bob@example.com')],
  ['somebody of the organisation without an email', user()],
  ['the same email in another organisation', user('alice@example.com', 'other')],
  ['somebody anonymous', anonymous],
];

describe('what is not yours', () => {
  for (const [who, stranger] of strangers) {
    it.each(actions)(`$action of ${who} is answered as what is not there [OPEN-6]`, (row) => {
      const on = service({ model });
      const { sessionId, conversationId } = conversationOf(alice, on);
      const client = connect(on, stranger);
      const ask = (ids: object) =>
        client.send({ action: row.action, requestId: 'ask', ...row.fields, ...ids });

      const theirs = ask({ sessionId, conversationId });
      const none = ask({ sessionId: 'nowhere', conversationId: 'nowhere' });

      expect(codeOf(theirs)).toBe(row.missing);
      expect(theirs).toEqual(none);
      expect(listed(alice, on)).toEqual([conversationId]);
    });
  }

  it.each(actions)('$action asks the store as much for it as for what is not there', (row) => {
    const store = counting(memoryStore());
    const on = service({ model, store });
    const { sessionId, conversationId } = conversationOf(alice, on);
    const client = connect(on, user('bob@example.com'));
    const costOf = (ids: object) => {
      const before = store.calls.length;
      client.send({ action: row.action, requestId: 'ask', ...row.fields, ...ids });
      return store.calls.slice(before);
    };

    expect(costOf({ sessionId, conversationId })).toEqual(
      costOf({ sessionId: 'nowhere', conversationId: 'nowhere' }),
    );
  });

  it('is not taken up: the answer is a fresh conversation, as for one that is not there [OPEN-6]', () => {
    const store = counting(memoryStore());
    const on = service({ model, store });
    const { conversationId, sessionId } = conversationOf(alice, on);
    const bob = connect(on, user('bob@example.com'));
    const costOf = (id: string) => {
      const before = store.calls.length;
      return { ...open(bob, { conversationId: id }), calls: store.calls.slice(before) };
    };

    const theirs = costOf(conversationId);
    const none = costOf('nowhere');

    expect(theirs.conversationId).not.toBe(conversationId);
    expect(Object.keys(theirs)).toEqual(Object.keys(none));
    expect(theirs.calls).toEqual(none.calls);
    const page = bob.send({
      action: 'get_conversation_messages',
      sessionId: theirs.sessionId,
    });
    expect(only(page, 'immediate_response').data).toMatchObject({ messages: [] });
    // Nor does it change whose it is.
    expect(labelsOf(connect(on, alice).send({ action: 'get_session', sessionId }))).toEqual([
      'answered',
    ]);
  });

  it('is not confirmed: a stranger neither runs the write nor takes the question away [OPEN-6]', () => {
    let runs = 0;
    const write = tool('issue_refund', () => of(`run ${++runs}`));
    const on = service({ model: callsThenTells('issue_refund'), tools: [write] });
    const { sessionId, client } = conversationOf(alice, on);

    const answer = connect(on, user('bob@example.com')).send(confirm(sessionId, true));
    expect(codeOf(answer)).toBe('NO_PENDING_CONFIRMATION');
    expect(runs).toBe(0);

    expect(labelsOf(client.send(confirm(sessionId, true)))).toContain('eventual_response');
    expect(runs).toBe(1);
  });

  it('cannot be stopped: a cancel is about the own connection, whatever session it names', () => {
    const on = service({ model: modelOf(() => NEVER) });
    const { sessionId, client } = conversationOf(alice, on);

    expect(connect(on, anonymous).send({ action: 'cancel', sessionId })).toEqual([]);
    expect(labelsOf(client.send({ action: 'cancel' }))).toEqual(['cancelled']);
  });

  it('shows nothing of itself in the refusal', () => {
    const on = service({ model });
    const { sessionId } = conversationOf(alice, on);

    const refusal = connect(on, anonymous).send({ action: 'get_session', sessionId });

    expect(JSON.stringify(refusal)).not.toMatch(/alice|acme/);
  });
});

describe('what is yours', () => {
  it('is reached on another connection [OPEN-6]', () => {
    const on = service({ model });
    const { sessionId, conversationId } = conversationOf(alice, on);
    const again = connect(on, user('alice@example.com'));

    expect(labelsOf(again.send({ action: 'get_session', sessionId }))).toEqual(['answered']);
    expect(open(again, { conversationId }).conversationId).toBe(conversationId);
    expect(labelsOf(again.send(say(sessionId)))).toContain('eventual_response');
    expect(listed(alice, on)).toEqual([conversationId]);
  });

  it('is not changed by the userEmail of a frame', () => {
    const on = service({ model });
    const bob = connect(on, user('bob@example.com'));
    const { sessionId, conversationId } = open(bob, { userEmail: 'alice@example.com' });
    bob.send(say(sessionId));

    expect(listed(alice, on)).toEqual([]);
    expect(listed(user('bob@example.com'), on)).toEqual([conversationId]);
    expect(codeOf(connect(on, alice).send({ action: 'get_session', sessionId }))).toBe(
      'SESSION_NOT_FOUND',
    );
  });

  it('is yours whatever the case of the email is [OPEN-6]', () => {
    const on = service({ model });
    const { sessionId, conversationId } = conversationOf(alice, on);
    const loud = user('Alice@Example.COM');

    expect(labelsOf(connect(on, loud).send({ action: 'get_session', sessionId }))).toEqual([
      'answered',
    ]);
    expect(listed(loud, on)).toEqual([conversationId]);
  });

  it('stays yours when you take it up', () => {
    const on = service({ model });
    const { conversationId } = conversationOf(alice, on);
    open(connect(on, alice), { conversationId, supports: ['choice_chips'] });

    expect(listed(alice, on)).toEqual([conversationId]);
    expect(listed(user('bob@example.com'), on)).toEqual([]);
  });
});

describe('what is nobody’s', () => {
  it('is reached by its id inside the organisation alone [OPEN-6]', () => {
    const on = service({ model });
    const { sessionId, conversationId } = conversationOf(user(), on);
    const labels = (caller: Caller) =>
      labelsOf(connect(on, caller).send({ action: 'get_session', sessionId }));

    expect(labels(user())).toEqual(['answered']);
    expect(labels(alice)).toEqual(['answered']);
    expect(open(connect(on, alice), { conversationId }).conversationId).toBe(conversationId);
    expect(labels(user(undefined, 'other'))).toEqual(['SESSION_NOT_FOUND']);
    expect(labels(anonymous)).toEqual(['SESSION_NOT_FOUND']);
  });

  it('is listed for who has no email, and stays nobody’s when somebody takes it up [LIST-4]', () => {
    const on = service({ model });
    const { conversationId } = conversationOf(user(), on);
    const taken = open(connect(on, alice), { conversationId });
    connect(on, alice).send(say(taken.sessionId));

    expect(listed(user(), on)).toEqual([conversationId]);
    expect(listed(alice, on)).toEqual([]);
    expect(listed(user(undefined, 'other'), on)).toEqual([]);
  });

  it('is listed for nobody who came without a token that counts: they would learn the ids of all the others [LIST-4]', () => {
    const on = service({ model });
    const { client, conversationId } = conversationOf(anonymous, on);

    expect(listed(anonymous, on)).toEqual([]);
    expect(open(client, { conversationId }).conversationId).toBe(conversationId);
  });

  it('is out of reach when it was opened while nobody was asked: whose organisation would it be?', () => {
    const on = service({ model });
    const { sessionId } = conversationOf({ principal: undefined, isOriginAllowed: true }, on);

    expect(codeOf(connect(on, user()).send({ action: 'get_session', sessionId }))).toBe(
      'SESSION_NOT_FOUND',
    );
    expect(listed(user(), on)).toEqual([]);
  });
});

describe('a server that asks nobody', () => {
  it('shows everybody everything [OPEN-4]', () => {
    const on = service({ model });
    const { sessionId, conversationId } = conversationOf(alice, on);

    expect(labelsOf(connect(on).send({ action: 'get_session', sessionId }))).toEqual(['answered']);
    expect(listed(undefined, on)).toEqual([conversationId]);
  });
});

describe('a page of an origin that is not allowed', () => {
  const refused: Caller = { ...anonymous, isOriginAllowed: false };

  it.each([
    ...actions,
    { action: 'create_conversation_session', fields: { agentId: 'agent' } },
    { action: 'list_conversations' },
    { action: 'cancel' },
  ])('is answered ORIGIN_NOT_ALLOWED to $action, with ids that exist, too [CREATE-7]', (row) => {
    const store = counting(memoryStore());
    const on = service({ model, store });
    const { sessionId, conversationId } = conversationOf(anonymous, on);
    const before = store.calls.length;

    const answer = connect(on, refused).send({
      action: row.action,
      requestId: 'ask',
      sessionId,
      conversationId,
      ...('fields' in row ? row.fields : {}),
    });

    expect(codeOf(answer)).toBe('ORIGIN_NOT_ALLOWED');
    expect(only(answer, 'error').requestId).toBe('ask');
    expect(store.calls.slice(before)).toEqual([]);
  });

  it('is answered a ping, which tells it nothing', () => {
    expect(labelsOf(connect(service(), refused).send({ action: 'ping' }))).toEqual(['pong']);
  });

  it('is still told what is wrong with a frame', () => {
    expect(codeOf(connect(service(), refused).send(create({ agentId: '' })))).toBe(
      'VALIDATION_ERROR',
    );
  });
});

/** A store that notes which of its methods are called, in order. */
function counting(store: ConversationStore): ConversationStore & { readonly calls: string[] } {
  const calls: string[] = [];
  const noted = new Proxy(store, {
    get: (target, name) => {
      calls.push(String(name));
      return Reflect.get(target, name) as unknown;
    },
  });
  return Object.assign(Object.create(noted) as ConversationStore, { calls });
}
