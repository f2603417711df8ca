import type { Observable } from 'rxjs';
import type { JsonObject } from '../../protocol/codec/primitives';
import type { CallOptions } from '../options';
import type { A2aResult, AgentCard, FoundMcpTool, McpTool, McpToolResult } from '../results/mcp';

export interface McpOptions extends CallOptions {
  /**
   * Headers for the MCP server alone, such as `{ authorization: 'Bearer …' }`: sent as
   * `x-mcp-{server}-{name}`, which the gateway strips.
   */
  readonly credentials?: Readonly<Record<string, string>>;
}

export interface ToolSearchOptions extends CallOptions {
  /** How many of the best. @defaultValue the gateway's */
  readonly k?: number;
}

export interface A2aOptions extends CallOptions {
  /** @defaultValue a random UUID */
  readonly taskId?: string;
  /** Ties the logs of a chain of agents together. @defaultValue a random UUID */
  readonly traceId?: string;
}

/** Tools behind MCP servers, and agents behind A2A. Gateway mode only. */
export interface ToolMethods {
  /** Calls a tool. What it refuses is an `RpcError`; what it fails at is a result with `isError`. */
  callMcpTool(
    server: string,
    tool: string,
    args?: JsonObject,
    options?: McpOptions,
  ): Observable<McpToolResult>;
  listMcpTools(server: string, options?: McpOptions): Observable<readonly McpTool[]>;
  /** Searches the tools of all servers. */
  searchMcpTools(query: string, options?: ToolSearchOptions): Observable<readonly FoundMcpTool[]>;
  /** Calls and costs per server. */
  getMcpUsage(options?: CallOptions): Observable<JsonObject>;
  /** Gives an agent a task; the result's `traceId` is for the next agent of the chain. */
  sendA2aTask(agent: string, text: string, options?: A2aOptions): Observable<A2aResult>;
  getAgentCard(agent: string, options?: CallOptions): Observable<AgentCard>;
}
