import { concatMap, from, lastValueFrom, range, toArray, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type {
  Conversation,
  ConversationStore,
  Owner,
  Session,
  StoredMessage,
} from '../../src/server/store';

const conversation = (
  conversationId: string,
  fields: Partial<Conversation> = {},
): Conversation => ({
  conversationId,
  userParticipantId: `user-${conversationId}`,
  agentParticipantId: `agent-${conversationId}`,
  supports: [],
  ...fields,
});

const session = (sessionId: string, fields: Partial<Session> = {}): Session => ({
  sessionId,
  conversationId: 'c',
  agentId: 'agent',
  ...fields,
});

const message = (conversationId: string, n: number, text = `text ${n}`): StoredMessage => ({
  id: `${conversationId}-${n}`,
  conversationId,
  direction: n % 2 === 1 ? 'inbound' : 'outbound',
  text,
  createdAt: 1_700_000_000_000 + n,
});

/** What it emits, all of it: a store emits once and completes. */
async function once<T>(value$: Observable<T>): Promise<T> {
  const values = await lastValueFrom(value$.pipe(toArray()));
  expect(values, 'it emits once').toHaveLength(1);
  return values[0] as T; // there is one
}

const failure = (value$: Observable<unknown>): Promise<unknown> =>
  lastValueFrom(value$).then(
    () => undefined,
    (error: unknown) => error,
  );

/** Changes whatever can be changed of a value, however deep; what is frozen resists. */
function vandalise(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    vandalise(Reflect.get(value, key));
    Reflect.set(value, key, 'vandalised');
  }
  Reflect.set(value, 'graffiti', true);
}

/**
 * What every {@link ConversationStore} keeps to, as a suite of its own.
 *
 * @param name - of the store, for the titles
 * @param open - gives an empty store; called for each test
 */
export function storeContract(name: string, open: () => ConversationStore): void {
  /** A store with these conversations, each with so many messages, written one after another. */
  const having = async (...of: readonly [id: string, count: number, owner?: Owner][]) => {
    const store = open();
    for (const [id, count, owner] of of) {
      await once(store.putConversation(conversation(id, owner && { owner })));
      const appended$ = range(1, count).pipe(concatMap((n) => store.append(message(id, n))));
      await lastValueFrom(appended$, { defaultValue: undefined });
    }
    return store;
  };
  const idsOf = (messages: readonly StoredMessage[] | undefined) => messages?.map(({ id }) => id);
  const listed = async (store: ConversationStore, count: number, owner?: Owner) =>
    (await once(store.list(count, owner))).map(({ conversationId }) => conversationId);

  describe(`${name}, as a store of conversations`, () => {
    it('gives back conversations and sessions as they were put, and undefined for others', async () => {
      const store = open();
      const full = conversation('c', {
        supports: ['choice_chips'],
        owner: { org: 'acme', email: 'ada@example.com' },
        title: 'Refunds',
      });
      const handle = session('s', {
        userName: 'Ada',
        userEmail: 'ada@example.com',
        browserFingerprint: 'f',
        metadata: { page: { path: '/' }, tags: ['a'], none: null },
        contactEmail: 'a@example.com',
        contactPhone: '+15550100',
        codeSentFor: ['a@example.com', '+15550100'],
        otpVerified: true,
      });
      await once(store.putConversation(full));
      await once(store.putSession(handle));
      expect(await once(store.conversation('c'))).toEqual(full);
      expect(await once(store.session('s'))).toEqual(handle);
      expect(await once(store.conversation('s'))).toBeUndefined();
      expect(await once(store.session('c'))).toBeUndefined();
    });

    it('is cold: nothing is kept before somebody subscribes, and each subscription reads anew', async () => {
      const store = open();
      const put$ = store.putConversation(conversation('c'));
      const found$ = store.conversation('c');
      expect(await once(found$)).toBeUndefined();
      await once(put$);
      expect(await once(found$)).toMatchObject({ conversationId: 'c' });
    });

    it('puts a conversation in place of the one with its id, whose messages stay', async () => {
      const store = await having(['c', 2]);
      await once(store.putConversation(conversation('c', { supports: ['identity_form'] })));
      expect(await once(store.conversation('c'))).toMatchObject({ supports: ['identity_form'] });
      expect(idsOf(await once(store.latest('c', 9)))).toEqual(['c-1', 'c-2']);
    });

    it('changes what is given of a conversation and nothing else', async () => {
      const store = open();
      const owner = { org: 'acme' };
      await once(store.putConversation(conversation('c', { supports: ['a'], owner })));
      const titled = conversation('c', { supports: ['a'], owner, title: 'Refunds' });
      expect(await once(store.updateConversation('c', { title: 'Refunds' }))).toEqual(titled);
      expect(await once(store.updateConversation('c', { supports: [] }))).toEqual({
        ...titled,
        supports: [],
      });
      expect(await once(store.conversation('c'))).toEqual({ ...titled, supports: [] });
    });

    it('changes what is given of a session and nothing else', async () => {
      const store = open();
      await once(store.putSession(session('s', { userName: 'Ada', metadata: { a: 1 } })));
      await once(store.updateSession('s', { contactEmail: 'a@example.com' }));
      await once(store.updateSession('s', { otpVerified: true }));
      expect(await once(store.session('s'))).toEqual(
        session('s', {
          userName: 'Ada',
          metadata: { a: 1 },
          contactEmail: 'a@example.com',
          otpVerified: true,
        }),
      );
    });

    it('loses neither of two changes made at once', async () => {
      const store = open();
      await once(store.putSession(session('s')));
      await Promise.all([
        once(store.updateSession('s', { contactEmail: 'a@example.com' })),
        once(store.updateSession('s', { otpVerified: true })),
      ]);
      expect(await once(store.session('s'))).toMatchObject({
        contactEmail: 'a@example.com',
        otpVerified: true,
      });
    });

    it('changes nothing that is not there, and makes nothing of it', async () => {
      const store = open();
      expect(await once(store.updateConversation('c', { title: 'A' }))).toBeUndefined();
      expect(await once(store.updateSession('s', { userName: 'A' }))).toBeUndefined();
      expect(await once(store.conversation('c'))).toBeUndefined();
      expect(await once(store.session('s'))).toBeUndefined();
    });

    it('refuses a message of no conversation, and a second one with the same id', async () => {
      const store = await having(['c', 2]);
      expect(await failure(store.append(message('nowhere', 1)))).toBeInstanceOf(Error);
      expect(await once(store.latest('nowhere', 9))).toEqual([]);
      expect(await failure(store.append(message('c', 1, 'again')))).toBeInstanceOf(Error);
      expect((await once(store.latest('c', 9))).map(({ text }) => text)).toEqual([
        'text 1',
        'text 2',
      ]);
      expect(await once(store.list(9))).toMatchObject([{ messageCount: 2, firstText: 'text 1' }]);
    });

    it.each([
      [0, []],
      [1, ['c-3']],
      [2, ['c-2', 'c-3']],
      [3, ['c-1', 'c-2', 'c-3']],
      [9, ['c-1', 'c-2', 'c-3']],
    ])('gives the latest %i, oldest first', async (count, ids) => {
      const store = await having(['other', 2], ['c', 3]);
      expect(idsOf(await once(store.latest('c', count)))).toEqual(ids);
    });

    it('gives messages as they were appended, in the order they were, whatever their time says', async () => {
      const store = await having(['c', 0]);
      const strange = [7, 7, 3].map((createdAt, index) => ({
        ...message('c', index + 1, `\u0000 "quoted" 🦀 \n ${index}`),
        createdAt,
      }));
      await lastValueFrom(from(strange).pipe(concatMap((one) => store.append(one))));
      expect(await once(store.latest('c', 9))).toEqual(strange);
    });

    it.each([
      [2, undefined, ['c-5', 'c-4']],
      [2, 'c-4', ['c-3', 'c-2']],
      [2, 'c-2', ['c-1']],
      [9, 'c-3', ['c-2', 'c-1']],
      [9, undefined, ['c-5', 'c-4', 'c-3', 'c-2', 'c-1']],
      [1, 'c-1', []],
      [0, undefined, []],
      [2, 'other-1', undefined],
      [2, 'nobody', undefined],
      [2, '', undefined],
    ])('pages %i before %j as %j', async (count, before, ids) => {
      const store = await having(['other', 2], ['c', 5]);
      expect(idsOf(await once(store.page('c', count, before)))).toEqual(ids);
    });

    it('pages on from a cursor to the same messages, whatever is appended meanwhile', async () => {
      const store = await having(['c', 4]);
      await once(store.append(message('c', 5)));
      expect(idsOf(await once(store.page('c', 9, 'c-3')))).toEqual(['c-2', 'c-1']);
    });

    it('has an empty page of a conversation that is not there, and no cursor in it', async () => {
      const store = open();
      expect(await once(store.page('c', 9))).toEqual([]);
      expect(await once(store.page('c', 9, 'c-1'))).toBeUndefined();
    });

    it('lists those with messages, the last written to first', async () => {
      const store = await having(['a', 1], ['b', 2], ['empty', 0], ['c', 1]);
      expect(await listed(store, 9)).toEqual(['c', 'b', 'a']);
      await once(store.append(message('a', 2)));
      expect(await listed(store, 9)).toEqual(['a', 'c', 'b']);
      await once(store.append(message('c', 2)));
      expect(await listed(store, 9)).toEqual(['c', 'a', 'b']);
      expect(await listed(store, 2)).toEqual(['c', 'a']);
      expect(await listed(store, 0)).toEqual([]);
    });

    it('keeps the order of the list when a conversation is put or changed', async () => {
      const store = await having(['a', 1], ['b', 1], ['c', 1]);
      await once(store.putConversation(conversation('a')));
      await once(store.updateConversation('b', { title: 'B' }));
      expect(await listed(store, 9)).toEqual(['c', 'b', 'a']);
    });

    it('lists first inbound text, title, time of the last message and count', async () => {
      const store = await having(['c', 0]);
      await once(store.append({ ...message('c', 2), text: 'Welcome' }));
      expect(await once(store.list(9))).toMatchObject([{ firstText: '', messageCount: 1 }]);
      await once(store.append(message('c', 3)));
      await once(store.append(message('c', 5)));
      const summary = {
        conversationId: 'c',
        firstText: 'text 3',
        updatedAt: 1_700_000_000_005,
        messageCount: 3,
      };
      expect(await once(store.list(9))).toEqual([summary]);
      await once(store.updateConversation('c', { title: 'Refunds' }));
      expect(await once(store.list(9))).toEqual([{ ...summary, title: 'Refunds' }]);
    });

    it('lists those of exactly one owner, and counts only them', async () => {
      const ada = { org: 'acme', email: 'ada@example.com' };
      const store = await having(
        ['nobody', 1],
        ['ada-1', 1, ada],
        ['acme', 1, { org: 'acme' }],
        ['bob', 1, { org: 'acme', email: 'bob@example.com' }],
        ['elsewhere', 1, { org: 'other', email: 'ada@example.com' }],
        ['ada-2', 1, ada],
        ['ada-empty', 0, ada],
      );
      expect(await listed(store, 9, ada)).toEqual(['ada-2', 'ada-1']);
      expect(await listed(store, 1, ada)).toEqual(['ada-2']);
      expect(await listed(store, 9, { org: 'acme' })).toEqual(['acme']);
      expect(await listed(store, 9, { org: 'nowhere' })).toEqual([]);
      expect(await listed(store, 9, { org: 'acme', email: '' })).toEqual([]);
      expect(await listed(store, 9)).toHaveLength(6);
    });

    it('moves a conversation to the list of its new owner, at its place in time', async () => {
      const [ada, bob] = [{ org: 'ada' }, { org: 'bob' }];
      const store = await having(['a', 1, ada], ['b', 1, bob], ['c', 1, ada], ['d', 1, bob]);
      await once(store.putConversation(conversation('c', { owner: bob })));
      expect(await listed(store, 9, ada)).toEqual(['a']);
      expect(await listed(store, 9, bob)).toEqual(['d', 'c', 'b']);
      await once(store.putConversation(conversation('c')));
      expect(await listed(store, 9, bob)).toEqual(['d', 'b']);
      expect(await listed(store, 9)).toEqual(['d', 'c', 'b', 'a']);
    });

    it('keeps what it was given, whatever becomes of the object that was given', async () => {
      const store = open();
      const [talk, handle, first] = [
        conversation('c', { owner: { org: 'acme' }, supports: ['a'] }),
        session('s', { metadata: { page: { path: '/' } } }),
        message('c', 1),
      ];
      await once(store.putConversation(talk));
      await once(store.putSession(handle));
      await once(store.append(first));
      const before = await everything(store);
      for (const given of [talk, handle, first]) vandalise(given);
      expect(await everything(store)).toEqual(before);
    });

    it('keeps what it gave, whatever becomes of the object that was given back', async () => {
      const store = await having(['c', 2, { org: 'acme' }]);
      await once(store.putSession(session('s', { metadata: { page: { path: '/' } } })));
      const before = structuredClone(await everything(store));
      vandalise(await everything(store));
      vandalise(await once(store.updateConversation('c', {})));
      vandalise(await once(store.updateSession('s', {})));
      expect(await everything(store)).toEqual(before);
    });

    async function everything(store: ConversationStore) {
      return {
        conversation: await once(store.conversation('c')),
        session: await once(store.session('s')),
        latest: await once(store.latest('c', 9)),
        page: await once(store.page('c', 9)),
        list: await once(store.list(9)),
        owned: await once(store.list(9, { org: 'acme' })),
      };
    }
  });
}
