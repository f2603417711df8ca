import type { Tool, ToolArguments } from '../tools';

/** What a tool is about to do, for the person who decides on it. */
export function describe(tool: Tool, args: ToolArguments): string {
  try {
    // A host may be written in JavaScript: without words, nobody would see the question.
    const words: unknown = tool.describe?.(args);
    if (typeof words === 'string') return words;
  } catch {
    // Arguments the tool cannot put into words are shown as they are; running it will tell why.
  }
  return `${tool.name} ${JSON.stringify(args)}`;
}
