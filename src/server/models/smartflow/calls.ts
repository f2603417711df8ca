import { isRecord } from '../../../protocol/codec/record';
import type { ToolCallDelta } from '../../../smartflow';
import { ModelError, type ToolCall } from '../../model';

interface Pending {
  id: string;
  name: string;
  json: string;
}

/** The tool calls of one answer, joined from the pieces they are streamed in. */
export class Calls {
  /** In the order they began. */
  private readonly all: Pending[] = [];
  private readonly at = new Map<number, Pending>();

  add({ index, id = '', function: { name = '', arguments: json = '' } = {} }: ToolCallDelta): void {
    let call = this.at.get(index);
    // Some providers give all calls the same index: another id is another call.
    if (!call || (id !== '' && call.id !== '' && id !== call.id)) {
      call = { id: '', name: '', json: '' };
      this.at.set(index, call);
      this.all.push(call);
    }
    call.id ||= id;
    call.name ||= name;
    call.json += json;
  }

  get size(): number {
    return this.all.length;
  }

  /** @throws ModelError for arguments that are no JSON object: the model has to be asked anew */
  whole(): ToolCall[] {
    return this.all.map(({ id, name, json }, position) => ({
      id: id || `call-${position + 1}`,
      name,
      arguments: argumentsOf(json, name),
    }));
  }
}

function argumentsOf(json: string, name: string): ToolCall['arguments'] {
  if (json.trim() === '') return {};
  const args = parsed(json);
  if (isRecord(args)) return args;
  throw new ModelError(
    `The model called ${name || 'a tool'} with arguments that are no JSON object.`,
  );
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
