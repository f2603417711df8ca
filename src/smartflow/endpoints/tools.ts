import { map, type Observable } from 'rxjs';
import type { JsonObject } from '../../protocol/codec/primitives';
import { isRecord } from '../../protocol/codec/record';
import type { Answer } from '../http/exchange';
import { throwIfRefusal } from '../http/failure';
import { json, parse } from '../http/read';
import { readEvents, type EventReader } from '../http/sse';
import type { ToolMethods } from '../methods/tools';
import type { CallOptions, Headers } from '../options';
import { A2aResult, AgentCard, FoundMcpTool, McpTool, McpToolResult } from '../results/mcp';
import { as, listOf, raw, type Asked, type Endpoints } from './endpoint';

const direct = { needs: 'MCP and A2A' };
const get = { service: 'proxy', verb: 'GET', direct } as const;
const post = { service: 'proxy', verb: 'POST', direct, read: rpcAnswer } as const;

/** Tools of MCP servers and agents behind A2A. `uuid` makes the ids of requests, tasks and traces. */
export function toolEndpoints(uuid: () => string): Endpoints<ToolMethods> {
  const mcp = (method: string, ...takes: readonly string[]) => ({
    ...post,
    path: '/{server}/mcp/',
    takes: ['server', ...takes],
    ask: (
      { credentials, ...params }: JsonObject,
      _: CallOptions,
      { server }: Readonly<Record<string, string>>,
    ) => {
      const id = uuid();
      const own = Object.entries((credentials ?? {}) as Headers);
      return {
        headers: {
          accept: 'application/json, text/event-stream',
          ...Object.fromEntries(
            own.map(([name, value]) => [`x-mcp-${String(server)}-${name}`, value]),
          ),
        },
        id,
        body: { jsonrpc: '2.0', id, method, params },
      };
    },
  });

  return {
    callMcpTool: {
      ...mcp('tools/call', 'name', 'arguments'),
      defaults: { arguments: {} },
      result: as(McpToolResult),
    },
    listMcpTools: {
      ...mcp('tools/list'),
      isInferred: true,
      result: listOf(McpTool, 'tools'),
    },
    searchMcpTools: {
      ...get,
      path: '/api/mcp/tools/search',
      takes: ['q'],
      result: listOf(FoundMcpTool, 'results'),
    },
    getMcpUsage: { ...get, path: '/api/mcp/usage', result: raw },
    sendA2aTask: {
      ...post,
      path: '/a2a/{agent}',
      takes: ['agent', 'text'],
      ask: ({ text, task_id = uuid(), trace_id = uuid() }) => ({
        headers: { 'x-a2a-trace-id': trace_id as string },
        id: task_id as string,
        body: { id: task_id, message: { role: 'user', parts: [{ type: 'text', text }] } },
      }),
      result: (result, { id, headers }) => ({
        ...as(A2aResult)(result),
        id: id as string,
        traceId: headers?.['x-a2a-trace-id'] as string,
      }),
    },
    getAgentCard: {
      ...get,
      path: '/a2a/{agent}/.well-known/agent.json',
      takes: ['agent'],
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
  const { contentType } = answer;
  const reader: EventReader<unknown> =
    (emit) =>
    ({ data }) => {
      const message = parse(data, answer);
      const isAnswer = isRecord(message) && (message['id'] === id || 'error' in message);
      if (isAnswer) emit(message);
      return isAnswer;
    };
  const message$ = contentType.includes('event-stream') ? readEvents(answer, reader) : json(answer);
  return message$.pipe(
    map((message) => {
      if (!isRecord(message)) return message;
      throwIfRefusal(message, answer);
      return message['result'] ?? message;
    }),
  );
}
