import { concat, EMPTY, NEVER, of, throwError, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { ConversationStore, StoredMessage } from '../../src/server/store';
import { memoryStore } from '../../src/server/stores/memory';
import { steady, StorageError } from '../../src/server/stores/steady';
import { scriptedModel } from '../../src/server/models/scripted';
import {
  codeOf,
  connect,
  create,
  labelsOf,
  logged,
  marbles,
  only,
  open,
  say,
  service,
} from './kit';

const disk = new Error('disk');
const model = () => scriptedModel([{ kind: 'text', text: 'Yes.' }]);

type Answer = () => Observable<unknown>;

/** A store in memory, except for how it answers. */
function answering(how: (method: string, answer: Answer) => Observable<unknown>) {
  const methods = Object.entries(memoryStore()) as [
    string,
    (...args: unknown[]) => ReturnType<Answer>,
  ][];
  const changed = methods.map(([method, call]): (typeof methods)[number] => [
    method,
    (...args) => how(method, () => call(...args)),
  ]);
  return Object.fromEntries(changed) as unknown as ConversationStore; // it has the same methods
}

/** A store that fails on one method as long as it is told to. */
function faulty(on: string, fail: Answer) {
  const state = { fails: false };
  const store = answering((method, answer) => (method === on && state.fails ? fail() : answer()));
  return { state, store };
}

/** A store that does its work, but emits twice: the right value, then none. */
const twice = () =>
  answering((method, answer) =>
    method.startsWith('update') ? answer() : concat(answer(), of(undefined)),
  );

describe('what the server makes of a store', () => {
  const message: StoredMessage = {
    id: 'm',
    conversationId: 'c',
    direction: 'inbound',
    text: '',
    createdAt: 0,
  };
  const failed = new StorageError('session', disk);
  const session = (marble: (s: string) => Observable<unknown>, s: string) =>
    steady({ ...memoryStore(), session: () => marble(s) as never }).session('s');

  it.each([
    ['the first value of a read', '--a--b-|', '--(a|)', '^-!'],
    ['the failure of a read', '--#', '--#', '^-!'],
    ['a failure where a read completes without a value', '--|', '--#', '^-!'],
    ['silence where a read never comes', '-', '-', '^'],
  ])('is %s', (_what, source, expected, subscription) => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold(source, undefined, disk);
      const expectedError =
        source === '--|'
          ? new StorageError('session', new Error('it completed without a value'))
          : failed;
      expectObservable(session(() => source$, source)).toBe(expected, undefined, expectedError);
      expectSubscriptions(source$.subscriptions).toBe(subscription);
    });
  });

  it.each([
    ['done when it completes, whatever it emitted', '--a--b-|', '-------(u|)'],
    ['done when it completes without a value', '-------|', '-------(u|)'],
    ['failed when it fails after a value', '--a--#', '-----#'],
  ])('is that a write is %s', (_what, source, expected) => {
    marbles(({ cold, expectObservable }) => {
      const store = { ...memoryStore(), append: () => cold(source, undefined, disk) as never };
      expectObservable(steady(store).append(message)).toBe(
        expected,
        { u: undefined },
        new StorageError('append', disk),
      );
    });
  });

  it('is that a change emits its last value when it is done', () => {
    marbles(({ cold, expectObservable }) => {
      const store = { ...memoryStore(), updateSession: () => cold('--a--b-|') as never };
      expectObservable(steady(store).updateSession('s', {})).toBe('-------(b|)');
    });
  });

  it('is a failure of the Observable where a method throws, and tells which', () => {
    marbles(({ expectObservable }) => {
      const store = steady({
        ...memoryStore(),
        list: () => {
          throw disk;
        },
      });
      expectObservable(store.list(1)).toBe('#', undefined, new StorageError('list', disk));
    });
    expect(new StorageError('list', disk)).toMatchObject({
      message: 'The store failed on list: disk',
      cause: disk,
    });
  });
});

describe('a store that fails', () => {
  const failures: readonly [how: string, fail: () => Observable<never>][] = [
    ['errors', () => throwError(() => disk)],
    [
      'throws',
      () => {
        throw disk;
      },
    ],
  ];
  const silences: typeof failures = [['emits nothing', () => EMPTY]];

  const frames = (sessionId: string, conversationId: string) => ({
    create_conversation_session: create({ conversationId, supports: [] }),
    get_session: { action: 'get_session', requestId: 'r', sessionId },
    get_conversation_messages: { action: 'get_conversation_messages', requestId: 'r', sessionId },
    list_conversations: { action: 'list_conversations', requestId: 'r' },
    rename_conversation: {
      action: 'rename_conversation',
      requestId: 'r',
      conversationId,
      title: 'A',
    },
    verify_otp: { action: 'verify_otp', requestId: 'r', sessionId, code: '1' },
  });
  const uses = [
    ['create_conversation_session', 'conversation'],
    ['create_conversation_session', 'updateConversation'],
    ['create_conversation_session', 'putSession'],
    ['get_session', 'session'],
    ['get_session', 'conversation'],
    ['get_conversation_messages', 'session'],
    ['get_conversation_messages', 'conversation'],
    ['get_conversation_messages', 'page'],
    ['list_conversations', 'list'],
    ['rename_conversation', 'conversation'],
    ['rename_conversation', 'updateConversation'],
    ['verify_otp', 'session'],
    ['verify_otp', 'updateSession'],
  ] as const;
  const ways = uses.flatMap(([action, method]) =>
    [...failures, ...(method === 'putSession' ? [] : silences)].map(
      ([how, fail]) => [how, method, action, fail] as const,
    ),
  );

  it.each(ways)(
    'and %s on %s has %s answered with STORAGE_ERROR, and serves on',
    (_how, method, action, fail) => {
      const { store, state } = faulty(method, fail);
      const log = logged();
      const client = connect(
        service({ store, onLog: log.onLog, otp: { send: () => EMPTY, verify: verified } }),
      );
      const { sessionId, conversationId } = open(client);
      const frame = frames(sessionId, conversationId)[action];
      state.fails = true;
      const answer = client.send(frame);
      expect(codeOf(answer)).toBe('STORAGE_ERROR');
      expect(only(answer, 'error').requestId).toBe(frame.requestId);
      expect(only(answer, 'error').data.error.message).not.toContain('disk');
      expect(log.entries.filter(({ kind }) => kind === 'failed')).toHaveLength(1);
      state.fails = false;
      expect(client.send(frame).map(({ type }) => type)).toEqual([
        action === 'verify_otp' ? 'otp_verified' : 'immediate_response',
      ]);
    },
  );
  const verified = () => of({ kind: 'verified' } as const);

  it.each([
    ['putConversation', create()],
    ['putSession', create()],
  ] as const)('on %s opens no session', (method, frame) => {
    const store = { ...memoryStore(), [method]: () => throwError(() => disk) };
    expect(codeOf(connect(service({ store })).send(frame))).toBe('STORAGE_ERROR');
  });

  it.each(['session', 'conversation', 'latest', 'append'] as const)(
    'on %s ends a turn, and leaves the connection free',
    (method) => {
      for (const [, fail] of [...failures, ...(method === 'append' ? [] : silences)]) {
        const { store, state } = faulty(method, fail);
        const client = connect(service({ store, model: model() }));
        const { sessionId } = open(client);
        state.fails = true;
        expect(client.send(say(sessionId)).at(-1)?.type).toBe('error');
        state.fails = false;
        expect(labelsOf(client.send(say(sessionId))).at(-1)).toBe('eventual_response');
      }
    },
  );

  it('by silence leaves a turn that can be cancelled', () => {
    const client = connect(service({ store: { ...memoryStore(), latest: () => NEVER } }));
    const { sessionId } = open(client);
    expect(labelsOf(client.send(say(sessionId)))).toEqual(['accepted']);
    expect(labelsOf(client.send({ action: 'cancel' }))).toEqual(['cancelled']);
  });
});

describe('a store that emits twice', () => {
  it('is answered from by its first value, once', () => {
    const client = connect(service({ store: twice(), model: model() }));
    const { sessionId, conversationId } = open(client);
    const labels = labelsOf(client.send(say(sessionId)));
    expect(labels).toEqual(['accepted', 'stream_token', 'eventual_response']);
    expect(client.send({ action: 'get_session', sessionId })).toMatchObject([
      { data: { conversationId } },
    ]);
    expect(client.send({ action: 'list_conversations' })).toMatchObject([
      { data: { conversations: [{ messageCount: 2 }] } },
    ]);
    expect(client.send({ action: 'get_conversation_messages', sessionId })).toMatchObject([
      { data: { messages: [{ direction: 'outbound' }, { direction: 'inbound' }] } },
    ]);
    expect(labelsOf(client.send(create({ conversationId })))).toEqual(['answered']);
  });
});
