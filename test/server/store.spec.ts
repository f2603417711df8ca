import { lastValueFrom } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import type { StoredMessage } from '../../src/server/store';
import { memoryStore } from '../../src/server/stores/memory';
import { Recency } from '../../src/server/stores/recency';
import { steady } from '../../src/server/stores/steady';
import { Thread } from '../../src/server/stores/thread';
import { storeContract } from './storeContract';

storeContract('memoryStore', memoryStore);
storeContract('memoryStore, made steady', () => steady(memoryStore()));

const conversation = {
  conversationId: 'c',
  userParticipantId: 'u',
  agentParticipantId: 'a',
  supports: [],
};

/** A thread of so many messages, and how many of them are looked at by what is done to it. */
function threadOf(count: number) {
  let looks = 0;
  const messages: StoredMessage[] = [];
  const counted = new Proxy(messages, {
    get: (target, key, receiver) => {
      if (typeof key === 'string' && /^\d+$/.test(key)) looks++;
      return Reflect.get(target, key, receiver) as unknown;
    },
  });
  const thread = new Thread(conversation, counted);
  for (let n = 1; n <= count; n++) {
    thread.append({
      id: `m${n}`,
      conversationId: 'c',
      direction: n === 1 ? 'outbound' : 'inbound',
      text: `text ${n}`,
      createdAt: n,
    });
  }
  return (work: (thread: Thread) => unknown): number => {
    looks = 0;
    expect(work(thread)).toBeDefined();
    return looks;
  };
}

describe('a long conversation in memory', () => {
  const short = threadOf(100);
  const long = threadOf(10_000);

  it.each<[string, (thread: Thread) => unknown, number]>([
    ['its newest page', (thread) => thread.page(50), 50],
    ['a page behind a cursor in the middle', (thread) => thread.page(20, 'm60'), 20],
    ['a page behind the oldest message', (thread) => thread.page(50, 'm1'), 0],
    ['what the model is reminded of', (thread) => thread.latest(50), 50],
    ['its row in the list', (thread) => thread.summary(), 1],
    [
      'one more message',
      (thread) => {
        thread.append({
          id: 'new',
          conversationId: 'c',
          direction: 'inbound',
          text: 'new',
          createdAt: 1,
        });
        return thread;
      },
      0,
    ],
  ])('looks at no more messages than a short one for %s', (_what, work, looks) => {
    expect(short(work)).toBe(looks);
    expect(long(work)).toBe(looks);
  });
});

describe('many conversations in memory', () => {
  /** So many items, and how often the order looks at the time of one. */
  function recencyOf(count: number) {
    let looks = 0;
    const itemOf = (time: number) => ({
      time,
      get writtenAt() {
        looks++;
        return this.time;
      },
    });
    const items = Array.from({ length: count }, (_, index) => itemOf(index + 1));
    const recency = new Recency<(typeof items)[number]>();
    for (const item of items) recency.place(item);
    return { recency, items, looksFor: (work: () => void) => ((looks = 0), work(), looks) };
  }

  it.each([[100], [10_000]])('of %i moves one to the front by one comparison', (count) => {
    const { recency, items, looksFor } = recencyOf(count);
    const [oldest] = items;
    if (!oldest) throw new Error('there is one');
    oldest.time = count + 1;
    expect(
      looksFor(() => {
        recency.place(oldest);
      }),
    ).toBe(2); // its own time and that of the newest
    expect(recency.newestFirst().next().value).toBe(oldest);
  });

  it('walks them from the newest, one at a time', () => {
    const { recency, items } = recencyOf(10_000);
    const walk = recency.newestFirst();
    expect([walk.next().value, walk.next().value]).toEqual([items.at(-1), items.at(-2)]);
  });

  it('summarises as many as it lists, and no other', async () => {
    const store = memoryStore();
    for (let n = 0; n < 200; n++) {
      const conversationId = `c${n}`;
      await lastValueFrom(store.putConversation({ ...conversation, conversationId }));
      await lastValueFrom(
        store.append({ id: 'm', conversationId, direction: 'inbound', text: '', createdAt: n }),
      );
    }
    const summary = vi.spyOn(Thread.prototype, 'summary');
    expect(await lastValueFrom(store.list(5))).toHaveLength(5);
    expect(summary).toHaveBeenCalledTimes(5);
    summary.mockRestore();
  });
});
