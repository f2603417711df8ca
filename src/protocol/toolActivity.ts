import type { JsonObject } from './codec/primitives';
import { isRecord } from './codec/record';
import type { StreamChunk } from './event/streamChunk';

/** The agent calls a tool. */
export interface ToolCall {
  readonly kind: 'call';
  readonly name: string;
  readonly arguments: JsonObject;
}

/** What a tool said, or how it failed or was denied. */
export interface ToolResult {
  readonly kind: 'result';
  readonly name: string;
  readonly isError: boolean;
  readonly result: string;
}

export type ToolActivity = ToolCall | ToolResult;

/** How a result begins that is a failure, for servers that do not flag it. */
const FAILURE = /^(?:Error|Denied by human):/;

/**
 * The call of a tool or its result, if the chunk is about either. The arguments of a call are an
 * object whichever server sent them: one that comes as JSON text is parsed, what cannot be parsed
 * is under `_raw`.
 *
 * @example
 * const activity = toolActivity(event);
 * if (activity?.kind === 'call') console.log(activity.name, activity.arguments);
 */
export function toolActivity({ data }: StreamChunk): ToolActivity | undefined {
  const { rawResponse } = data.state;
  if (!isRecord(rawResponse)) return undefined;
  const { toolCall, toolResult } = rawResponse;
  if (isRecord(toolCall)) {
    return {
      kind: 'call',
      name: nameOf(toolCall, data.node),
      arguments: argumentsOf(toolCall['arguments']),
    };
  }
  if (isRecord(toolResult)) {
    const { isError } = toolResult;
    const result = textOf(toolResult['result']);
    return {
      kind: 'result',
      name: nameOf(toolResult, data.node),
      isError: typeof isError === 'boolean' ? isError : FAILURE.test(result),
      result,
    };
  }
  return undefined;
}

/** Whether a chunk is about a tool: its call, or its result. */
export function isToolActivity({ data }: StreamChunk): boolean {
  const { rawResponse } = data.state;
  return (
    isRecord(rawResponse) &&
    (isRecord(rawResponse['toolCall']) || isRecord(rawResponse['toolResult']))
  );
}

function nameOf({ name }: JsonObject, node: string): string {
  return typeof name === 'string' ? name : node;
}

function argumentsOf(sent: unknown): JsonObject {
  if (isRecord(sent)) return sent;
  if (typeof sent !== 'string') return sent === undefined || sent === null ? {} : { _raw: sent };
  try {
    const parsed: unknown = JSON.parse(sent);
    if (isRecord(parsed)) return parsed;
  } catch {
    // falls through: no JSON at all
  }
  return sent.trim() === '' ? {} : { _raw: sent };
}

function textOf(result: unknown): string {
  if (typeof result === 'string') return result;
  return result === undefined ? '' : JSON.stringify(result);
}
