import type { FileAttachment, ImageAttachment, JsonObject } from '../protocol';
import type { Principal } from './access/principal';
import type { Passage } from './knowledge';
import type { ChatMessage, ChatModel, ToolCall, Usage } from './model';
import type { Service } from './service';
import type { Conversation, Session } from './store';
import type { Tool } from './tools';

/** A message to be answered. */
export interface Turn {
  readonly requestId: string;
  readonly session: Session;
  readonly conversation: Conversation;
  /** Who asks; `undefined` where the server does not ask who anybody is. */
  readonly principal: Principal | undefined;
  readonly message: string;
  readonly images: readonly ImageAttachment[];
  readonly files: readonly FileAttachment[];
  /** Who answers. */
  readonly chatModel: ChatModel;
  /** The name of a model that the client asked `chatModel` for. */
  readonly model: string | undefined;
  /** What the agent is told to do in this turn beside its instructions. */
  readonly skill: string | undefined;
  /** What the agent can do in this turn, by name. */
  readonly tools: ReadonlyMap<string, Tool>;
  readonly service: Service;
}

/** What has been read and said in one turn so far: one per run of the turn, and grown by it. */
export class Transcript {
  /** The reply as far as it has been streamed. */
  text = '';
  /** Over all calls of the model; `undefined` as long as none has reported any. */
  usage: Usage | undefined;
  /** What tools found beside the documents, in the order they found it. */
  readonly found: Passage[] = [];
  /** What the user may want to say next. */
  suggestions: readonly string[] = [];
  /** The first call that was refused because nobody knows who the user is. */
  unverified: { readonly toolId: string; readonly actionDescription: string } | undefined;
  /** What the client is to do beside showing the reply. */
  directive: JsonObject | undefined;

  constructor(
    readonly documents: readonly Passage[],
    readonly messages: ChatMessage[],
  ) {}

  called(content: string, toolCalls: readonly ToolCall[]): void {
    this.messages.push({ role: 'assistant', content, toolCalls });
  }

  resulted(toolCallId: string, content: string): void {
    this.messages.push({ role: 'tool', content, toolCallId });
  }

  /** Adds up what a model reports; what it leaves out, or counts as no number, does not count. */
  used(reported: Usage): void {
    const { promptTokens, completionTokens } = reported;
    if (!isCount(promptTokens) || !isCount(completionTokens)) return;
    const costUsd = Number.isFinite(reported.costUsd) ? reported.costUsd : undefined;
    const sum = this.usage;
    const cost = costUsd ?? sum?.costUsd;
    this.usage = {
      promptTokens: promptTokens + (sum?.promptTokens ?? 0),
      completionTokens: completionTokens + (sum?.completionTokens ?? 0),
      ...(cost !== undefined && { costUsd: (costUsd ?? 0) + (sum?.costUsd ?? 0) }),
    };
  }
}

function isCount(count: number): boolean {
  return Number.isSafeInteger(count) && count >= 0;
}
