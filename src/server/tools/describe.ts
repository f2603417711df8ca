import type { Tool, ToolArguments } from '../tools';

/** What a tool is about to do, for the person who decides on it. */
export function describe(tool: Tool, args: ToolArguments): string {
  try {
    if (tool.describe) return tool.describe(args);
  } catch {
    // Arguments the tool cannot put into words are shown as they are; running it will tell why.
  }
  return `${tool.name} ${JSON.stringify(args)}`;
}
