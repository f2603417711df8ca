import { lastValueFrom, of, tap, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { ConversationStore } from '../../src/server/store';
import { memoryStore } from '../../src/server/stores/memory';
import { connect, labelsOf, modelOf, say, service, token, type Client } from './kit';

/** A connection to a server with one conversation of so many messages, and what its store was asked. */
async function conversationOf(count: number) {
  const store = memoryStore();
  const conversation = {
    conversationId: 'c',
    userParticipantId: 'u',
    agentParticipantId: 'a',
    supports: [],
  };
  await lastValueFrom(store.putConversation(conversation));
  await lastValueFrom(store.putSession({ sessionId: 's', conversationId: 'c', agentId: 'agent' }));
  for (let n = 1; n <= count; n++) {
    const direction = n % 2 === 1 ? 'inbound' : 'outbound';
    await lastValueFrom(
      store.append({ id: `m${n}`, conversationId: 'c', direction, text: `${n}`, createdAt: n }),
    );
  }

  const asked: string[] = [];
  /** Notes each call, and how many rows it brought. */
  const counted = new Proxy(store, {
    get:
      (target, name: keyof ConversationStore) =>
      (...args: unknown[]) => {
        const work = Reflect.get(target, name) as (...args: unknown[]) => Observable<unknown>;
        return work(...args).pipe(
          tap((found) => {
            asked.push(Array.isArray(found) ? `${name} ${found.length}` : name);
          }),
        );
      },
  });
  const model = modelOf(() => of(token('Fine.')));
  const client = connect(service({ store: counted, model }));
  client.send({ action: 'get_session', sessionId: 's' }); // its first use is looked at more closely
  return (work: (client: Client) => void): readonly string[] => {
    asked.length = 0;
    work(client);
    return [...asked];
  };
}

describe('what a server asks its store does not grow with what is not shown', async () => {
  const short = await conversationOf(100);
  const long = await conversationOf(10_000);
  const page = (fields: object) => (client: Client) => {
    const [answer] = client.send({
      action: 'get_conversation_messages',
      sessionId: 's',
      ...fields,
    });
    expect(labelsOf(answer ? [answer] : [])).toEqual(['answered']);
  };

  it.each<[string, (client: Client) => void, readonly string[]]>([
    ['the newest page', page({}), ['session', 'conversation', 'page 51']],
    ['a page of one', page({ limit: 1 }), ['session', 'conversation', 'page 2']],
    [
      'a page from the middle on',
      page({ cursor: 'm60', limit: 20 }),
      ['session', 'conversation', 'page 21'],
    ],
    ['the oldest page', page({ cursor: 'm11' }), ['session', 'conversation', 'page 10']],
    [
      'the list',
      (client) => {
        expect(labelsOf(client.send({ action: 'list_conversations' }))).toEqual(['answered']);
      },
      ['list 1'],
    ],
    [
      'the session',
      (client) => {
        client.send({ action: 'get_session', sessionId: 's' });
      },
      ['session', 'conversation'],
    ],
    [
      'coming back to it',
      (client) => {
        const create = { action: 'create_conversation_session', agentId: 'agent' };
        client.send({ ...create, conversationId: 'c' });
      },
      ['conversation', 'putSession', 'session'],
    ],
    [
      'one more turn',
      (client) => {
        expect(labelsOf(client.send(say('s'))).at(-1)).toBe('eventual_response');
      },
      ['session', 'conversation', 'latest 50', 'append', 'append'],
    ],
  ])('for %s', (_what, work, asked) => {
    expect(short(work)).toEqual(asked);
    expect(long(work)).toEqual(asked);
  });
});
