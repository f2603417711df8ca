import type { TimestampProvider } from 'rxjs';
import type { JsonObject } from '../protocol';
import type { Principal } from './access/principal';
import type { Passage } from './knowledge';

/** The parameters of a tool as JSON Schema: one object and its properties. */
export interface ToolParameters {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, ToolParameter>>;
  readonly required?: readonly string[];
  readonly [keyword: string]: unknown;
}

/** One parameter as JSON Schema. Further keywords pass to the model as they are. */
export interface ToolParameter {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly format?: string;
  readonly [keyword: string]: unknown;
}

/** What a model is told of a tool. */
export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  readonly parameters: ToolParameters;
}

export type ToolArguments = Readonly<Record<string, unknown>>;

/** What a tool is run with beside its arguments. */
export interface ToolContext {
  readonly sessionId: string;
  readonly conversationId: string;
  /** Who the turn is run for; absent where the server does not ask who anybody is. */
  readonly principal?: Principal;
  /** Aborted when the turn is cancelled or its client leaves. */
  readonly signal: AbortSignal;
  /** The server's clock and source of ids, so that a tool is as predictable as the server. */
  readonly clock: TimestampProvider;
  readonly ids: () => string;
  /** Names what the tool found, so that the reply cites it. */
  cite(passages: readonly Passage[]): void;
  /**
   * What the client is to do beside showing the reply, such as `{ type: 'send_file', files }`. It
   * goes with the turn's last event; of several, the last wins. One that is too large for a reply
   * throws.
   */
  direct(directive: JsonObject): void;
}

/**
 * Something the agent can do.
 *
 * `run` gives a value, a Promise or an Observable, whose last value counts. A string is the result
 * as it stands, anything else is sent as JSON. What it throws is told to the model as
 * `Error: <message>`, and the turn goes on. A cancelled turn unsubscribes from the Observable and
 * aborts `context.signal`.
 *
 * @example
 * ```ts
 * const clock: Tool = {
 *   name: 'get_time',
 *   description: 'Tells the time of a city.',
 *   parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
 *   run: ({ city }) => `It is noon in ${String(city)}.`,
 * };
 * ```
 */
export interface Tool extends ToolSpec {
  run(args: ToolArguments, context: ToolContext): unknown;
  /**
   * What a person is asked to approve.
   * @defaultValue the tool's name and arguments
   */
  describe?(args: ToolArguments): string;
  /**
   * Who may have it run: anybody, a user who has shown who they are (by a one-time code, or by a
   * token), or an administrator. A call by somebody else is refused to the model.
   * @defaultValue 'none'
   */
  readonly authLevel?: AuthLevel;
}

/** How much a tool wants to know of who it works for. */
export type AuthLevel = 'none' | 'end_user' | 'admin';
