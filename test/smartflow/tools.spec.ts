import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ResponseError, RpcError, type SmartflowClient } from 'smooth-operator-rx/smartflow';
import { failure, gatewayClient, json, stream, type Sent } from './kit';

const idOf = ({ json: body }: Sent) => (body as { id: string }).id;
const rpc = (sent: Sent, more: object) => ({ jsonrpc: '2.0', id: idOf(sent), ...more });

/** What a call gives, or fails with. */
const given = (
  answer: (sent: Sent) => Response,
  call: (sf: SmartflowClient) => ReturnType<typeof failure> = (sf) => sf.callMcpTool('s', 't'),
) => firstValueFrom(failure(call(gatewayClient(answer).smartflow)));

const block = { type: 'text', text: 'Done' };

describe('an MCP tool', () => {
  it('gives its blocks and the text of them', async () => {
    const content = [block, { type: 'image', data: 'AA' }, { type: 'text', text: '!' }];
    const result = { content, structuredContent: { ok: true } };
    expect(await given((sent) => json(rpc(sent, { result })))).toEqual({
      content,
      structuredContent: { ok: true },
      isError: false,
      text: 'Done!',
    });
  });

  it('that fails is a result, for the model to read', async () => {
    const result = { content: [block], isError: true };
    expect(await given((sent) => json(rpc(sent, { result })))).toEqual({
      content: [block],
      isError: true,
      text: 'Done',
    });
  });

  it('that gives nothing is empty', async () => {
    expect(await given((sent) => json(rpc(sent, { result: {} })))).toEqual({
      content: [],
      isError: false,
      text: '',
    });
  });

  it.each([
    [{ code: -32602, message: 'Unknown tool', data: { tool: 't' } }, '-32602', 'Unknown tool'],
    [{ message: 'no' }, undefined, 'no'],
    [{}, undefined, 'The tool or agent refused'],
    ['in one word', undefined, 'in one word'],
  ])('that is refused with status 200 is an error: %j', async (error, code, message) => {
    const headers = { 'x-smartflow-request-id': 'r1' };
    const caught = await given((sent) => json(rpc(sent, { error }), { headers }));
    expect(caught).toBeInstanceOf(RpcError);
    expect(caught).toMatchObject({ message, body: error, requestId: 'r1', status: 200 });
    expect((caught as RpcError).code).toBe(code);
  });

  it('may answer among the events of a stream', async () => {
    const answer = (sent: Sent) =>
      stream(
        ...[
          { jsonrpc: '2.0', method: 'notifications/progress', params: { progress: 1 } },
          { jsonrpc: '2.0', id: 'another', result: { content: [] } },
          { jsonrpc: '2.0', id: 7, method: 'sampling/createMessage' },
          rpc(sent, { result: { content: [block] } }),
        ].map((one) => `event: message\ndata: ${JSON.stringify(one)}\n\n`),
      );
    expect(await given(answer)).toMatchObject({ text: 'Done' });
  });

  it('may refuse among the events of a stream, not knowing to whom', async () => {
    const error = { code: -32700, message: 'Parse error' };
    const answer = () => stream(`data: ${JSON.stringify({ jsonrpc: '2.0', id: null, error })}\n\n`);
    expect(await given(answer)).toMatchObject({ name: 'RpcError', code: '-32700' });
  });

  it('whose stream ends without an answer has been cut', async () => {
    expect(await given(() => stream(': hi\n\n'))).toMatchObject({
      name: 'ResponseError',
      code: 'CUT',
    });
  });

  it('is asked for under a new id each time', async () => {
    const { smartflow, sent } = gatewayClient(() => json({ result: {} }));
    await smartflow.promises.callMcpTool('s', 't');
    await smartflow.promises.callMcpTool('s', 't');
    const [one, other] = sent.map(idOf);
    expect(one).toMatch(/^[\da-f-]{36}$/);
    expect(other).not.toBe(one);
  });

  it('is listed with its schema', async () => {
    const tools = [{ name: 'find', description: 'Finds', inputSchema: { type: 'object' } }, {}];
    const list = (sf: SmartflowClient) => sf.listMcpTools('s');
    expect(await given((sent) => json(rpc(sent, { result: { tools } })), list)).toEqual([
      tools[0],
      { name: '', description: '' },
    ]);
    expect(await given((sent) => json(rpc(sent, { error: { code: 1 } })), list)).toBeInstanceOf(
      RpcError,
    );
  });
});

describe('a task for an agent', () => {
  const send = (sf: SmartflowClient) =>
    sf.sendA2aTask('a', 'Go', { taskId: 't1', traceId: 'trace' });

  it('gives the parts of its answer, the text of them, and the ids to go on with', async () => {
    const parts = [
      { type: 'text', text: 'Su' },
      { type: 'data', data: {} },
      { type: 'text', text: 'm' },
    ];
    expect(await given(() => json({ id: 't1', result: { parts, state: 'done' } }), send)).toEqual({
      id: 't1',
      traceId: 'trace',
      parts,
      text: 'Sum',
      state: 'done',
    });
  });

  it('makes a trace where none is given, sends it and gives it back', async () => {
    const { smartflow, sent } = gatewayClient(() => json({ result: {} }));
    const { traceId, id } = await smartflow.promises.sendA2aTask('a', 'Go');
    expect(traceId).toMatch(/^[\da-f-]{36}$/);
    expect(sent[0]?.headers['x-a2a-trace-id']).toBe(traceId);
    expect(sent[0] && idOf(sent[0])).toBe(id);
    expect(id).not.toBe(traceId);

    await smartflow.promises.sendA2aTask('b', 'Go on', { traceId });
    expect(sent[1]?.headers['x-a2a-trace-id']).toBe(traceId);
  });

  it('that is refused is an error', async () => {
    expect(await given(() => json({ error: { code: -1, message: 'no' } }), send)).toMatchObject({
      name: 'RpcError',
      message: 'no',
    });
  });

  it('that is answered with what is no answer is an error', async () => {
    expect(await given(() => json('text'), send)).toBeInstanceOf(ResponseError);
  });
});
