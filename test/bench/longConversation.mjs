import { once } from 'node:events';
import { lastValueFrom } from 'rxjs';
import { memoryStore, startServer } from 'smooth-operator-rx/server';
import WebSocket from 'ws';

const REQUESTS = 20;

/**
 * Microseconds to be answered a page from the middle, and the list, over a socket, with a conversation
 * of 10,000 messages and with one of 100: each the best of many rounds, taken by turns.
 */
export async function longConversation(rounds) {
  const sizes = [100, 10_000];
  const talks = await Promise.all(sizes.map(talk));
  const best = (of) => of.map(() => Infinity);
  const page = best(sizes);
  const list = best(sizes);
  for (let round = 0; round < rounds; round++) {
    for (const [index, { ask, cursor }] of talks.entries()) {
      const messages = { action: 'get_conversation_messages', sessionId: 's', limit: 20, cursor };
      page[index] = Math.min(page[index], await ask(messages));
      list[index] = Math.min(list[index], await ask({ action: 'list_conversations' }));
    }
  }
  await Promise.all(talks.map(({ close }) => close()));
  return { pageMicros: page, listMicros: list, page: page[1] / page[0], list: list[1] / list[0] };
}

/** A server with one conversation of so many messages, and a client to ask it. */
async function talk(count) {
  const store = memoryStore();
  const conversation = { conversationId: 'c', userParticipantId: 'u', agentParticipantId: 'a' };
  await lastValueFrom(store.putConversation({ ...conversation, supports: [] }));
  await lastValueFrom(store.putSession({ sessionId: 's', conversationId: 'c', agentId: 'agent' }));
  for (let n = 1; n <= count; n++) {
    const direction = n % 2 === 1 ? 'inbound' : 'outbound';
    const text = `Message ${String(n).padStart(5, '0')} of a conversation.`;
    const id = `m${String(n).padStart(5, '0')}`;
    await lastValueFrom(store.append({ id, conversationId: 'c', direction, text, createdAt: n }));
  }
  const server = await startServer({ port: 0, store });
  const socket = new WebSocket(server.url);
  await once(socket, 'open');
  return {
    cursor: `m${String(count / 2).padStart(5, '0')}`,
    /** Microseconds for one answer, when many are asked for. */
    ask: async (action) => {
      const frame = JSON.stringify(action);
      const start = process.hrtime.bigint();
      for (let n = 0; n < REQUESTS; n++) {
        socket.send(frame);
        await once(socket, 'message');
      }
      return Number(process.hrtime.bigint() - start) / 1_000 / REQUESTS;
    },
    close: () => {
      socket.terminate();
      return server.close();
    },
  };
}
