import { catchError, defer, forkJoin, map, of, reduce, type Observable } from 'rxjs';
import type { JsonObject } from '../../protocol/codec/primitives';
import { isRecord } from '../../protocol/codec/record';
import type { ChatMessage, ChatTool } from '../methods/ai';
import type { ChatToolCall } from '../results/toolCall';
import { settled, type Settled } from '../settled';

/** Something an agent can do: the model asks for it, the agent calls `run`. */
export interface AgentTool {
  readonly name: string;
  /** Tells the model when to use it. */
  readonly description?: string;
  /** JSON Schema of the arguments. @defaultValue any object */
  readonly parameters?: JsonObject;
  /**
   * Does it. What comes back is told to the model: text as it is, anything else as JSON. An
   * Observable is unsubscribed from when the turn is left. What it fails with is told to the model,
   * too, message and all, so that it can try another way.
   *
   * @param args - what the model wrote, parsed, but not held against `parameters`
   * @param call - the call, with its id
   */
  readonly run: (args: JsonObject, call: ChatToolCall) => Settled<unknown>;
}

/** How a model is told of a tool. */
export function toolOf({ name, description, parameters }: AgentTool): ChatTool {
  return {
    type: 'function',
    function: {
      name,
      ...(description !== undefined && { description }),
      ...(parameters && { parameters }),
    },
  };
}

/** Makes the calls of one answer, side by side, and gives the messages that answer them, in order. */
export function answersTo(
  calls: readonly ChatToolCall[],
  tools: readonly AgentTool[],
): Observable<readonly ChatMessage[]> {
  return forkJoin(
    calls.map((call) =>
      resultOf(call, tools).pipe(
        map((content): ChatMessage => ({ role: 'tool', tool_call_id: call.id, content })),
      ),
    ),
  );
}

function resultOf(call: ChatToolCall, tools: readonly AgentTool[]): Observable<string> {
  return defer(() => {
    const { name } = call.function;
    const tool = tools.find((one) => one.name === name);
    if (!tool) throw new Error(`There is no tool "${name}"`);
    return settled(tool.run(argumentsOf(call), call));
  }).pipe(
    reduce((_, last) => last, null as unknown),
    map(textOf),
    catchError((error: unknown) =>
      of(`Error: ${error instanceof Error ? error.message : String(error)}`),
    ),
  );
}

/** A tool without parameters may be called with no text at all. */
function argumentsOf({ function: { arguments: json } }: ChatToolCall): JsonObject {
  const args: unknown = json.trim() === '' ? {} : JSON.parse(json);
  if (!isRecord(args)) throw new TypeError('The arguments of a tool are a JSON object');
  return args;
}

function textOf(result: unknown): string {
  return typeof result === 'string' ? result : JSON.stringify(result ?? null);
}
