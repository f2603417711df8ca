import type { Passage } from './knowledge';
import type { ChatMessage, ToolCall, Usage } from './model';
import type { Service } from './service';
import type { Session } from './store';

/** A message to be answered. */
export interface Turn {
  readonly requestId: string;
  readonly session: Session;
  readonly message: string;
  readonly service: Service;
}

/** What has been read and said in one turn so far: one per run of the turn, and grown by it. */
export class Transcript {
  /** The reply as far as it has been streamed. */
  text = '';
  /** Over all calls of the model; `undefined` as long as none has reported any. */
  usage: Usage | undefined;

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

  used({ promptTokens, completionTokens, costUsd }: Usage): void {
    const sum = this.usage;
    const cost = costUsd ?? sum?.costUsd;
    this.usage = {
      promptTokens: promptTokens + (sum?.promptTokens ?? 0),
      completionTokens: completionTokens + (sum?.completionTokens ?? 0),
      ...(cost !== undefined && { costUsd: (costUsd ?? 0) + (sum?.costUsd ?? 0) }),
    };
  }
}
