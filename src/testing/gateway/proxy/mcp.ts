import * as t from 'io-ts';
import { struct } from '../../../protocol/codec/struct';
import { from } from 'rxjs';
import type { Call, Handler } from '../call';
import { refuse } from '../http/problem';
import { eventStream } from '../http/sse';
import { overlap } from '../text/overlap';
import type { FakeMcpServer, FakeMcpTool } from '../state/mcpServers';

const RpcRequest = struct(
  'RpcRequest',
  { jsonrpc: t.literal('2.0'), method: t.string },
  { id: t.union([t.string, t.number]), params: t.UnknownRecord },
);
type RpcRequest = t.TypeOf<typeof RpcRequest>;

type RpcOutcome =
  | { readonly result: object }
  | {
      readonly error: { readonly code: number; readonly message: string; readonly data?: unknown };
    };

const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;
const METHOD_NOT_FOUND = -32601;
const INVALID_PARAMS = -32602;

/** `POST /{server}/mcp/`: JSON-RPC, whose errors come with HTTP 200. */
export const mcp: Handler = (call) => {
  const { request, params, world, has } = call;
  const server = world.mcpServers[params['server'] ?? ''];
  if (!server)
    return refuse(404, `There is no MCP server "${params['server'] ?? ''}".`, 'not_found');
  const { body } = request;
  if (typeof body !== 'object') return replyTo(null, failed(PARSE_ERROR, 'This is no JSON.'));
  if (!RpcRequest.is(body))
    return replyTo(null, failed(INVALID_REQUEST, 'This is no JSON-RPC 2.0.'));
  if (body.id === undefined) return new Response(null, { status: 202 }); // a notification
  const reply = { jsonrpc: '2.0', id: body.id, ...outcomeOf(body, server, call) };
  return server.replies === 'sse'
    ? eventStream(from([{ event: 'message', data: reply }]), has)
    : Response.json(reply);
};

/** `GET /api/mcp/tools/search?q=&k=`: the tools that have most of the words, best first. */
export const searchTools: Handler = ({ request, world }) => {
  const { q = '', k = '10' } = request.query;
  const results = Object.entries(world.mcpServers)
    .flatMap(([server_id, { tools }]) =>
      Object.entries(tools).map(([name, { description }]) => ({ server_id, name, description })),
    )
    .map((tool) => ({ ...tool, score: overlap(q, `${tool.name} ${tool.description}`) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, Number(k));
  return Response.json({ results });
};

/** `GET /api/mcp/usage`: the calls of each server, and what they have cost in US dollars. */
export const mcpUsage: Handler = ({ world }) =>
  Response.json({
    servers: Object.fromEntries(
      [...world.mcpCalls].map(([server, calls]) => [
        server,
        { calls, cost: calls * DOLLARS_PER_CALL },
      ]),
    ),
  });

const DOLLARS_PER_CALL = 0.001;

function outcomeOf(
  { method, params = {} }: RpcRequest,
  server: FakeMcpServer,
  call: Call,
): RpcOutcome {
  switch (method) {
    case 'initialize':
      return {
        result: {
          protocolVersion: params['protocolVersion'] ?? '2025-06-18',
          capabilities: { tools: {} },
          serverInfo: { name: call.params['server'], version: '1.0.0' },
        },
      };
    case 'ping':
      return { result: {} };
    case 'tools/list':
      return { result: { tools: Object.entries(server.tools).map(listed) } };
    case 'tools/call':
      return callTool(params, server, call);
    default:
      return failed(METHOD_NOT_FOUND, `There is no method "${method}".`);
  }
}

const listed = ([name, { description, inputSchema }]: [string, FakeMcpTool]) => ({
  name,
  description,
  inputSchema: inputSchema ?? { type: 'object' },
});

function callTool(
  params: Readonly<Record<string, unknown>>,
  { tools }: FakeMcpServer,
  { request, world, params: { server = '' } }: Call,
): RpcOutcome {
  const { name, arguments: args = {} } = params;
  const tool = typeof name === 'string' ? tools[name] : undefined;
  if (!tool) return failed(INVALID_PARAMS, `There is no tool "${String(name)}".`, { name });
  world.mcpCalls.set(server, (world.mcpCalls.get(server) ?? 0) + 1);
  try {
    const said = tool.call(args as Record<string, unknown>, credentialsOf(server, request.headers));
    return { result: { content: typeof said === 'string' ? [textBlock(said)] : said } };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { result: { content: [textBlock(message)], isError: true } };
  }
}

const textBlock = (text: string) => ({ type: 'text', text });

/** What is passed through to a server: `x-mcp-{server}-{header}`. */
function credentialsOf(server: string, headers: Readonly<Record<string, string>>) {
  const prefix = `x-mcp-${server.toLowerCase()}-`;
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  );
}

const failed = (code: number, message: string, data?: unknown): RpcOutcome => ({
  error: { code, message, ...(data !== undefined && { data }) },
});

const replyTo = (id: null, outcome: RpcOutcome) =>
  Response.json({ jsonrpc: '2.0', id, ...outcome });
