import { isRecord } from './codec/struct';
import type { JsonObject } from './codec/primitives';
import type { StreamChunk } from './event/streamChunk';

export interface ToolCall {
  readonly kind: 'call';
  readonly name: string;
  /** An object whichever server sent it; text that is not one is kept as `_raw`. */
  readonly arguments: JsonObject;
}
export interface ToolResult {
  readonly kind: 'result';
  readonly name: string;
  readonly isError: boolean;
  readonly result: string;
}
export type ToolActivity = ToolCall | ToolResult;

/** How a result begins when the tool failed, or a person denied it, and the server has no flag for that. */
const ERROR_PREFIXES = ['Error:', 'Denied by human:'];

/** The tool call or the tool result in a chunk, if there is one. */
export function toolActivity({ data }: StreamChunk): ToolActivity | undefined {
  const raw = data.state.rawResponse;
  if (!isRecord(raw)) return undefined;
  const { toolCall, toolResult } = raw;
  if (isRecord(toolCall)) {
    return {
      kind: 'call',
      name: nameOf(toolCall, data.node),
      arguments: toObject(toolCall['arguments']),
    };
  }
  if (isRecord(toolResult)) {
    const given = toolResult['result'];
    const result = typeof given === 'string' ? given : (JSON.stringify(given) ?? '');
    const isError =
      typeof toolResult['isError'] === 'boolean'
        ? toolResult['isError']
        : ERROR_PREFIXES.some((prefix) => result.startsWith(prefix));
    return { kind: 'result', name: nameOf(toolResult, data.node), isError, result };
  }
  return undefined;
}

function nameOf(activity: Readonly<Record<string, unknown>>, node: string): string {
  return typeof activity['name'] === 'string' ? activity['name'] : node;
}

function toObject(given: unknown): JsonObject {
  if (isRecord(given)) return given;
  if (typeof given !== 'string') return {};
  try {
    const parsed: unknown = JSON.parse(given);
    if (isRecord(parsed)) return parsed;
  } catch {
    // kept as it is
  }
  return { _raw: given };
}
