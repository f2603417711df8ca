import type { Observable } from 'rxjs';
import type { FileAttachment, ImageAttachment } from '../protocol';
import type { Passage } from './knowledge';
import type { ToolSpec } from './tools';

/** One entry of the conversation a model reads, oldest first. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: string;
  /** On a `user` message: what came with it. */
  readonly images?: readonly ImageAttachment[];
  readonly files?: readonly FileAttachment[];
  /** On an `assistant` message: the calls it made. */
  readonly toolCalls?: readonly ToolCall[];
  /** On a `tool` message: the call whose result it is. */
  readonly toolCallId?: string;
}

/** A call the model wants made. `id` is the model's own and ties the result to the call. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** What one call of the model is about. */
export interface ChatRequest {
  /** The model that the client asked for, by its name. One that has no such model answers as itself. */
  readonly model?: string;
  readonly messages: readonly ChatMessage[];
  /** The tools it may call. */
  readonly tools: readonly ToolSpec[];
  /** The longest answer it may write, in tokens. */
  readonly maxTokens: number;
  /** What the knowledge has on the user's message, best first. */
  readonly documents: readonly Passage[];
}

/** What a model says, in the order it says it. */
export type ModelOutput =
  | { readonly kind: 'token'; readonly text: string }
  | { readonly kind: 'reasoning'; readonly text: string }
  | ({ readonly kind: 'toolCall' } & ToolCall)
  /** What the user may want to say next; of several, the last counts. */
  | { readonly kind: 'suggestions'; readonly replies: readonly string[] }
  | ({ readonly kind: 'usage' } & Usage);

/** What one or several model calls took. */
export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly costUsd?: number;
}

/**
 * The port to a language model.
 *
 * `complete` is cold: each subscription is one call, and unsubscribing aborts it. Tool calls are
 * run by the server once the call completes; the model is then called again with their results.
 *
 * ```
 * complete  --t-t-r-t--(u|)          tokens, reasoning, usage: the answer
 * complete  --t--c--(u|)             a tool call: called again with its result
 * complete  --t--#                   the turn ends with INTERNAL_ERROR
 * ```
 *
 * @example
 * ```ts
 * const echo: ChatModel = {
 *   name: 'echo',
 *   complete: ({ messages }) => of({ kind: 'token', text: messages.at(-1)?.content ?? '' }),
 * };
 * ```
 */
export interface ChatModel {
  readonly name?: string;
  /**
   * Whether it is asked to end with replies that the user may want to give next. For a model that
   * follows instructions.
   * @defaultValue false
   */
  readonly suggestsReplies?: boolean;
  /**
   * Why it can answer nobody now, such as a missing key, as a sentence for whoever talks to the
   * agent; `undefined` when it can. A message meanwhile is refused with `LLM_UNAVAILABLE`, before its
   * turn begins. Asked for every message, so it should be quick.
   * @defaultValue it always can
   */
  unavailable?(): string | undefined;
  complete(request: ChatRequest): Observable<ModelOutput>;
}

/**
 * An error whose message is meant for whoever talks to the agent: it is sent as it stands. Of any
 * other error a client learns only that the turn failed, since it may quote an address or a key.
 */
export class ModelError extends Error {
  override readonly name = 'ModelError';
}
