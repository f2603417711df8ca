import { describe, expect, it } from 'vitest';
import { get, post, start } from './kit';

const rpc = (method: string, params: object = {}, id: string | number = 1) => ({
  jsonrpc: '2.0',
  id,
  method,
  params,
});

const toCall = (name: string, args: object = {}) =>
  rpc('tools/call', { name, arguments: args }, 'c1');

describe('the MCP servers behind the fake gateway', () => {
  it('call their tools with what they are given', async () => {
    const { proxy } = await start();
    const { body } = await post(`${proxy.url}/calculator/mcp/`, toCall('add', { a: 2, b: 40 }));
    expect(body).toEqual({
      jsonrpc: '2.0',
      id: 'c1',
      result: { content: [{ type: 'text', text: '42' }] },
    });
  });

  it('reply in a stream, where they do', async () => {
    const { proxy } = await start();
    proxy.stream('POST /{server}/mcp/', 'crlf', 'comments');
    const response = await fetch(`${proxy.url}/letters/mcp/`, {
      method: 'POST',
      body: JSON.stringify(toCall('reverse', { text: 'abc' })),
      headers: { 'content-type': 'application/json' },
    });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const text = await response.text();
    expect(text).toContain('event: message\r\n');
    expect(text).toContain('"text":"cba"');
  });

  it('list their tools, and introduce themselves', async () => {
    const { proxy } = await start();
    const ask = async (method: string) =>
      (await post(`${proxy.url}/calculator/mcp/`, rpc(method))).body;
    expect(await ask('tools/list')).toMatchObject({
      result: { tools: [{ name: 'add', inputSchema: { required: ['a', 'b'] } }, {}] },
    });
    expect(await ask('initialize')).toMatchObject({
      result: { serverInfo: { name: 'calculator' }, capabilities: { tools: {} } },
    });
    expect(await ask('ping')).toMatchObject({ result: {} });
  });

  it('tell the errors of JSON-RPC with HTTP 200', async () => {
    const { proxy } = await start();
    const url = `${proxy.url}/calculator/mcp/`;
    const codeOf = (answer: { status: number; body: unknown }) => {
      expect(answer.status).toBe(200);
      return (answer.body as { error: { code: number } }).error.code;
    };
    expect(codeOf(await post(url, rpc('tools/guess')))).toBe(-32601);
    expect(codeOf(await post(url, toCall('multiply')))).toBe(-32602);
    expect(codeOf(await post(url, { id: 1, method: 'ping' }))).toBe(-32600);
    expect(codeOf(await post(url, 'no request'))).toBe(-32700);
  });

  it('tell a tool that failed apart from an error', async () => {
    const { proxy } = await start();
    const { body } = await post(`${proxy.url}/calculator/mcp/`, toCall('divide', { a: 1, b: 0 }));
    expect(body).toMatchObject({
      result: { isError: true, content: [{ text: 'Nothing can be divided by 0.' }] },
    });
  });

  it('answer nothing to a notification, and are not all there', async () => {
    const { proxy } = await start();
    const { status } = await fetch(`${proxy.url}/calculator/mcp/`, {
      method: 'POST',
      body: JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }),
      headers: { 'content-type': 'application/json' },
    });
    expect(status).toBe(202);
    expect((await post(`${proxy.url}/nobody/mcp/`, rpc('ping'))).status).toBe(404);
    expect((await post(`${proxy.url}/calculator/mcp`, rpc('ping'))).status).toBe(404);
  });

  it('get the credentials that are passed through to them, and no others', async () => {
    const tool = {
      description: 'Tells its credentials.',
      call: (_: unknown, credentials: object) => JSON.stringify(credentials),
    };
    const { proxy } = await start({ mcpServers: { vault: { tools: { tell: tool } } } });
    const { body } = await post(`${proxy.url}/vault/mcp/`, toCall('tell'), {
      'x-mcp-vault-authorization': 'Bearer mine',
      'x-mcp-other-authorization': 'Bearer not mine',
    });
    expect(body).toMatchObject({
      result: { content: [{ text: '{"authorization":"Bearer mine"}' }] },
    });
  });

  it('are found by what their tools do, best first, as many as are wanted', async () => {
    const { proxy } = await start();
    const find = async (query: string) =>
      (await get(`${proxy.url}/api/mcp/tools/search?${query}`)).body;
    expect(await find('q=divides%20numbers')).toMatchObject({
      results: [
        { server_id: 'calculator', name: 'add', score: 0.5 },
        { server_id: 'calculator', name: 'divide', score: 0.5 },
      ],
    });
    expect(await find('q=reverses%20a%20text&k=1')).toEqual({
      results: [
        {
          server_id: 'letters',
          name: 'reverse',
          description: 'Reverses a text.',
          score: 1,
        },
      ],
    });
    expect(await find('q=weather')).toEqual({ results: [] });
  });

  it('are counted', async () => {
    const { proxy } = await start();
    for (let n = 0; n < 3; n++) {
      await post(`${proxy.url}/calculator/mcp/`, toCall('add', { a: n, b: n }));
    }
    await post(`${proxy.url}/calculator/mcp/`, rpc('tools/list'));
    expect((await get(`${proxy.url}/api/mcp/usage`)).body).toEqual({
      servers: { calculator: { calls: 3, cost: 0.003 } },
    });
  });
});

describe('the agents behind the fake gateway', () => {
  const task = (text: string) => ({
    id: 'task-1',
    message: { role: 'user', parts: [{ type: 'text', text }] },
  });

  it('answer tasks under the trace they come with', async () => {
    const { proxy } = await start({
      agents: {
        'night shift': {
          description: 'Works at night.',
          reply: (text, trace) => `${text} (${String(trace)})`,
        },
      },
    });
    const url = `${proxy.url}/a2a/night%20shift`;
    const traced = await post(url, task('Hello'), { 'x-a2a-trace-id': 'trace-7' });
    expect(traced.headers.get('x-a2a-trace-id')).toBe('trace-7');
    expect(traced.body).toMatchObject({
      id: 'task-1',
      result: { parts: [{ type: 'text', text: 'Hello (trace-7)' }] },
    });
    const untraced = await post(url, task('Hello'));
    expect(untraced.headers.get('x-a2a-trace-id')).toBeNull();
    expect((await get(`${url}/.well-known/agent.json`)).body).toMatchObject({
      name: 'night shift',
      description: 'Works at night.',
      url: '/a2a/night%20shift',
      capabilities: { streaming: false },
    });
  });

  it('are not all there, and want a task', async () => {
    const { proxy } = await start();
    expect((await post(`${proxy.url}/a2a/nobody`, task('Hi'))).status).toBe(404);
    expect((await get(`${proxy.url}/a2a/nobody/.well-known/agent.json`)).status).toBe(404);
    expect((await post(`${proxy.url}/a2a/echo`, {})).status).toBe(400);
  });
});
