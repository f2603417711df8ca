import * as t from 'io-ts';
import { textOf } from './content';
import { Json, many, object, shape, text, truth, words } from './fields';

const Blocks = many(Json);

/**
 * What an MCP tool gave. `content` are its blocks, `text` the text of them. With `isError` the tool
 * ran and failed, and the blocks say why: that is for the model to read, hence no error of ours.
 */
export const McpToolResult = shape(
  { content: Blocks, isError: truth, text: words },
  { structuredContent: object },
  ({ content }) => ({ text: textOf(content) }),
);
export interface McpToolResult extends t.TypeOf<typeof McpToolResult> {}

/** A tool as its server describes it; `inputSchema` is JSON Schema. */
export const McpTool = shape({ name: words, description: words }, { inputSchema: object });
export interface McpTool extends t.TypeOf<typeof McpTool> {}

/** A tool that a search of the catalog found, and the server that has it. */
export const FoundMcpTool = shape({
  server_id: words,
  name: words,
  description: words,
});
export interface FoundMcpTool extends t.TypeOf<typeof FoundMcpTool> {}

/** What an agent answered. `text` is the text of its parts, `traceId` what its logs go by. */
export const A2aResult = shape(
  { id: words, parts: Blocks, text: words, traceId: words },
  {},
  ({ parts }) => ({ text: textOf(parts) }),
);
export interface A2aResult extends t.TypeOf<typeof A2aResult> {}

/** What an agent says it can do. */
export const AgentCard = shape(
  { name: words },
  { description: text, url: text, version: text, capabilities: t.unknown },
);
export interface AgentCard extends t.TypeOf<typeof AgentCard> {}
