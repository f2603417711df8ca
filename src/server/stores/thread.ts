import type { Conversation, ConversationSummary, StoredMessage } from '../store';

/**
 * A conversation with its messages, in memory. Whatever is read of it takes as long as what is
 * shown is large, not as long as the conversation.
 */
export class Thread {
  /** The order among all threads: the count of writes when this one was last written to. */
  writtenAt = 0;

  private readonly positions = new Map<string, number>();
  private firstText: string | undefined;

  /** @param messages - where they are kept, oldest first; empty at the beginning */
  constructor(
    public conversation: Conversation,
    private readonly messages: StoredMessage[] = [],
  ) {}

  append(message: StoredMessage): void {
    if (this.positions.has(message.id)) throw new Error(`There is a message ${message.id} already`);
    if (message.direction === 'inbound') this.firstText ??= message.text;
    this.positions.set(message.id, this.messages.length);
    this.messages.push(message);
  }

  /** The newest `count`, oldest first. */
  latest(count: number): StoredMessage[] {
    return this.before(this.messages.length, count);
  }

  /** The newest `count` before the one with the id `before`, newest first; `undefined` if it is not here. */
  page(count: number, before?: string): StoredMessage[] | undefined {
    const end = before === undefined ? this.messages.length : this.positions.get(before);
    return end === undefined ? undefined : this.before(end, count).reverse();
  }

  summary(): ConversationSummary {
    const { conversationId, title } = this.conversation;
    return {
      conversationId,
      ...(title !== undefined && { title }),
      firstText: this.firstText ?? '',
      updatedAt: this.messages.at(-1)?.createdAt ?? 0,
      messageCount: this.messages.length,
    };
  }

  private before(end: number, count: number): StoredMessage[] {
    return this.messages.slice(Math.max(0, end - count), end);
  }
}
