import type { FakeToolCall, ModelRequest, OfferedTool, Said } from './model';

/**
 * The model of a gateway without a script. It repeats what the user said, or what a tool answered; it
 * calls a tool when it has to, or when the user mentions its name.
 */
export function echo({
  messages,
  text,
  tools,
  toolChoice,
}: ModelRequest): string | readonly Said[] {
  const last = messages.at(-1);
  if (last?.role === 'tool') return `The tool answered: ${last.text}`;
  const tool = toolChoice === 'none' ? undefined : chosen(tools, toolChoice, text);
  return tool ? [call(tool, text)] : `You said: ${text}`;
}

function chosen(tools: readonly OfferedTool[], choice: string, text: string) {
  if (choice === 'required') return tools[0];
  return tools.find(({ name }) => name === choice || text.includes(name));
}

/** A call whose arguments are what the text has for them. */
function call({ name, parameters }: OfferedTool, text: string): FakeToolCall {
  const properties = Object.entries((parameters['properties'] ?? {}) as Record<string, Schema>);
  const numbers = text.match(/-?\d+(\.\d+)?/g) ?? [];
  const values = properties.map(([key, schema]) => [key, valueOf(schema, text, numbers)]);
  return { tool: name, arguments: Object.fromEntries(values) as Record<string, unknown> };
}

interface Schema {
  readonly type?: unknown;
  readonly enum?: readonly unknown[];
}

/** @param numbers - those of the text; each is used once */
function valueOf(schema: Schema, text: string, numbers: string[]): unknown {
  if (schema.enum) return schema.enum.find((value) => text.includes(String(value)));
  switch (schema.type) {
    case 'number':
    case 'integer':
      return Number(numbers.shift() ?? 0);
    case 'boolean':
      return true;
    case 'array':
      return [];
    case 'object':
      return {};
    default:
      return text;
  }
}
