import { lastValueFrom, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { ConversationStore } from '../../../src/server/store';
import { memoryStore } from '../../../src/server/stores/memory';
import type { ServerEvent } from '../../../src/protocol';
import { connect, modelOf, only, open, say, service, token, tool, type Client } from '../kit';

/** What the clients of others read at most. */
const FRAME_MAX = 1_048_576;
const sizeOf = (event: ServerEvent | undefined) => Buffer.byteLength(JSON.stringify(event));

/** A store with one conversation of so many messages, each of the longest text there is. */
async function longTexts(count: number): Promise<ConversationStore> {
  const store = memoryStore();
  const text = '🦀'.repeat(10_000);
  const conversation = {
    conversationId: 'c',
    userParticipantId: 'u',
    agentParticipantId: 'a',
    supports: [],
  };
  await lastValueFrom(store.putConversation(conversation));
  await lastValueFrom(store.putSession({ sessionId: 's', conversationId: 'c', agentId: 'agent' }));
  for (let n = 1; n <= count; n++) {
    const message = { id: `m${n}`, conversationId: 'c', direction: 'inbound', text } as const;
    await lastValueFrom(store.append({ ...message, createdAt: n }));
  }
  return store;
}

interface Page {
  readonly messages: readonly { readonly id: string }[];
  readonly nextCursor: string | null;
  readonly hasMore: boolean;
}

function pageOf(client: Client, cursor: string | null): Page {
  const ask = { action: 'get_conversation_messages', sessionId: 's', limit: 100 };
  const [answer] = client.send({ ...ask, ...(cursor !== null && { cursor }) });
  expect(sizeOf(answer)).toBeLessThan(FRAME_MAX);
  return only([answer as ServerEvent], 'immediate_response').data as unknown as Page;
}

describe('what the server sends has room in a frame of 1 MiB', () => {
  it('a page of the longest messages is shorter than it was asked to be, and none is lost [PAGE-5]', async () => {
    const client = connect(service({ store: await longTexts(100) }));
    const pages = [pageOf(client, null)];
    for (let last = pages[0]; last?.hasMore; last = pages.at(-1)) {
      pages.push(pageOf(client, last.nextCursor));
    }
    expect(pages.map(({ messages }) => messages.length)).toEqual([25, 25, 25, 25]);
    expect(pages.flatMap(({ messages }) => messages.map(({ id }) => id))).toEqual(
      Array.from({ length: 100 }, (_, at) => `m${100 - at}`),
    );
    expect(pages.at(-1)).toMatchObject({ hasMore: false, nextCursor: null });
  });

  it('a page whose first message is larger than that has this one', async () => {
    const store = await longTexts(0);
    const text = 'x'.repeat(FRAME_MAX);
    for (const id of ['m1', 'm2']) {
      const message = { id, conversationId: 'c', direction: 'outbound', text } as const;
      await lastValueFrom(store.append({ ...message, createdAt: 1 }));
    }
    const [answer] = connect(service({ store })).send({
      action: 'get_conversation_messages',
      sessionId: 's',
    });
    expect(only([answer as ServerEvent], 'immediate_response').data).toMatchObject({
      messages: [{ id: 'm2' }],
      nextCursor: 'm2',
      hasMore: true,
    });
  });

  it('a list of conversations ends where the room does, whatever limit it was asked for [LIST-5]', () => {
    const store = memoryStore();
    const summaries = Array.from({ length: 10_000 }, (_, at) => ({
      conversationId: `c${at}`,
      firstText: '🦀'.repeat(60),
      updatedAt: 0,
      messageCount: 1,
    }));
    const on = service({ store: { ...store, list: (count) => of(summaries.slice(0, count)) } });
    const [answer] = connect(on).send({ action: 'list_conversations', limit: 10_000 });
    const { conversations } = only([answer as ServerEvent], 'immediate_response').data as {
      conversations: { conversationId: string }[];
    };
    expect(sizeOf(answer)).toBeLessThan(FRAME_MAX);
    expect(sizeOf(answer)).toBeGreaterThan(0.97 * FRAME_MAX);
    expect(conversations[0]?.conversationId).toBe('c0');
  });

  it.each([
    ['letters', 'x'],
    ['what JSON writes at length', '\u0001'],
    ['characters of two halves', '🦀'],
  ])('a result of a tool is cut, of %s, and the model reads it whole [CHUNK-3]', (_, unit) => {
    const result = unit.repeat(300_000);
    const model = modelOf(({ messages }) => {
      const last = messages.at(-1);
      return last?.role === 'tool'
        ? of(token(String(last.content.length)))
        : of({ kind: 'toolCall', id: 'call', name: 'read', arguments: {} } as const);
    });
    const client = connect(service({ model, tools: [tool('read', () => result)] }));
    const events = client.send(say(open(client).sessionId));
    const [, chunk] = events.filter((event) => event.type === 'stream_chunk');
    const { toolResult } = chunk?.data.state.rawResponse as { toolResult: { result: string } };

    expect(sizeOf(chunk)).toBeLessThan(FRAME_MAX);
    expect(toolResult.result).toBe(`${unit.repeat(100_000)}…`);
    expect(only(events, 'stream_token').token).toBe(String(result.length));
  });
});
