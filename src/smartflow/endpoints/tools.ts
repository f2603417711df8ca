import { map, type Observable } from 'rxjs';
import type { JsonObject } from '../../protocol/codec/primitives';
import { isRecord } from '../../protocol/codec/record';
import { RpcError } from '../errors';
import type { Answer } from '../http/exchange';
import type { Origin } from '../http/failure';
import { json, parse } from '../http/read';
import { readEvents, type EventReader } from '../http/sse';
import type { McpOptions, ToolMethods } from '../methods/tools';
import { A2aResult, AgentCard, FoundMcpTool, McpTool, McpToolResult } from '../results/mcp';
import { as, listOf, raw, type Asked, type Endpoints } from './endpoint';

/** Tools of MCP servers and agents behind A2A. `uuid` makes the ids of requests, tasks and traces. */
export function toolEndpoints(uuid: () => string): Endpoints<ToolMethods> {
  const get = { service: 'proxy', verb: 'GET' } as const;
  const mcp = {
    service: 'proxy',
    verb: 'POST',
    path: '/{server}/mcp/',
    direct: { needs: 'MCP' },
    accept: 'application/json, text/event-stream',
    read: rpcAnswer,
  } as const;

  const rpc = (
    server: string,
    method: string,
    params: JsonObject,
    options: McpOptions = {},
  ): Asked => {
    const { credentials = {}, ...call } = options;
    const id = uuid();
    return {
      params: { server },
      headers: Object.fromEntries(
        Object.entries(credentials).map(([name, value]) => [`x-mcp-${server}-${name}`, value]),
      ),
      id,
      body: { jsonrpc: '2.0', id, method, params },
      call,
    };
  };

  return {
    callMcpTool: {
      ...mcp,
      ask: (server, tool, args = {}, options) =>
        rpc(server, 'tools/call', { name: tool, arguments: args }, options),
      result: as(McpToolResult),
    },
    listMcpTools: {
      ...mcp,
      isInferred: true,
      ask: (server, options) => rpc(server, 'tools/list', {}, options),
      result: listOf(McpTool, 'tools'),
    },
    searchMcpTools: {
      ...get,
      path: '/api/mcp/tools/search',
      direct: { needs: 'MCP' },
      ask: (query, { k, ...call } = {}) => ({ query: { q: query, k }, call }),
      result: listOf(FoundMcpTool, 'results'),
    },
    getMcpUsage: {
      ...get,
      path: '/api/mcp/usage',
      direct: { needs: 'MCP' },
      ask: (call) => ({ call }),
      result: raw,
    },
    sendA2aTask: {
      service: 'proxy',
      verb: 'POST',
      path: '/a2a/{agent}',
      direct: { needs: 'A2A' },
      ask: (agent, text, { taskId = uuid(), traceId = uuid(), ...call } = {}) => ({
        params: { agent },
        headers: { 'x-a2a-trace-id': traceId },
        id: taskId,
        body: { id: taskId, message: { role: 'user', parts: [{ type: 'text', text }] } },
        call,
      }),
      read: rpcAnswer,
      result: (result, { id, headers }) => ({
        ...as(A2aResult)(result),
        id: id ?? '',
        traceId: headers?.['x-a2a-trace-id'] ?? '',
      }),
    },
    getAgentCard: {
      ...get,
      path: '/a2a/{agent}/.well-known/agent.json',
      direct: { needs: 'A2A' },
      ask: (agent, call) => ({ params: { agent }, call }),
      result: as(AgentCard),
    },
  };
}

/**
 * The result of a JSON-RPC answer, which comes as JSON or, among notifications, as an event of a
 * stream.
 *
 * @throws RpcError when it is an error, whatever the HTTP status
 */
function rpcAnswer(answer: Answer, _: unknown, { id }: Asked): Observable<unknown> {
  const { contentType, origin } = answer;
  const reader: EventReader<unknown> = ({ data }, emit) => {
    const message = parse(data, origin);
    const isAnswer = isRecord(message) && (message['id'] === id || 'error' in message);
    if (isAnswer) emit(message);
    return isAnswer;
  };
  const message$ = contentType.includes('event-stream')
    ? readEvents(answer, () => reader)
    : json(answer);
  return message$.pipe(
    map((message) => {
      if (!isRecord(message)) return message;
      const { error, result } = message;
      if ((error ?? undefined) !== undefined) throw refusal(error, origin);
      return result ?? message;
    }),
  );
}

function refusal(error: unknown, { redact, status, requestId }: Origin): RpcError {
  const body = JSON.parse(redact(JSON.stringify(error))) as unknown;
  const { code, message = body } = isRecord(body) ? body : {};
  return new RpcError(typeof message === 'string' ? message : 'The tool or agent refused', {
    code: typeof code === 'number' || typeof code === 'string' ? `${code}` : undefined,
    body,
    status,
    requestId,
  });
}
