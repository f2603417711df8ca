import type { Observable } from 'rxjs';

/** A tool that a request offers. */
export interface OfferedTool {
  readonly name: string;
  readonly description?: string;
  /** JSON Schema of the arguments. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A call that a model makes. */
export interface FakeToolCall {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** @defaultValue one that is new */
  readonly id?: string;
}

/** A message of a conversation, whichever provider's words it came in. */
export interface ModelMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly text: string;
  /** What an assistant's message calls. */
  readonly calls?: readonly (FakeToolCall & { readonly id: string })[];
  /** Which call a tool's message answers. */
  readonly callId?: string;
}

/** What a model is asked, whichever provider's words it came in. */
export interface ModelRequest {
  readonly model: string;
  readonly messages: readonly ModelMessage[];
  /** What the last message of the user says. */
  readonly text: string;
  readonly tools: readonly OfferedTool[];
  /** `auto`, `none`, `required`, or the name of the tool that has to be called. */
  readonly toolChoice: string;
  readonly maxTokens?: number;
  readonly temperature?: number;
}

/**
 * A piece of what a model says: text that goes on where the last one ended, a block of text by itself
 * (providers without blocks join them), or a call of a tool.
 */
export type Said = string | { readonly block: string } | FakeToolCall;

/**
 * What a model says when it is asked: a text, which is streamed word by word; pieces, streamed one by
 * one; or an Observable, which decides when each piece is sent. Its error is an error in mid-stream.
 */
export type FakeModel = (request: ModelRequest) => string | readonly Said[] | Observable<Said>;

/** What the user said last. */
export function lastSaid(messages: readonly ModelMessage[]): string {
  return messages.filter(({ role }) => role === 'user').at(-1)?.text ?? '';
}
