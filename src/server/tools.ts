import type { TimestampProvider } from 'rxjs';

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
  /** Aborted when the turn is cancelled or its client leaves. */
  readonly signal: AbortSignal;
  /** The server's clock and source of ids, so that a tool is as predictable as the server. */
  readonly clock: TimestampProvider;
  readonly ids: () => string;
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
}
