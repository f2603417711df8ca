import { once } from 'node:events';
import { connect } from 'node:net';
import { firstValueFrom, Subject, take, toArray } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startFakeGateway, type RecordedRequest } from 'smooth-operator-rx/testing';
import { get, post, saying, start } from './kit';

const CHAT = 'POST /v1/chat/completions';

/** What was sent, without what a client adds by itself. */
const sent = ({ method, path, query, body }: RecordedRequest) => ({ method, path, query, body });

describe('a service of the fake gateway', () => {
  it('listens on loopback, on a port of its own', async () => {
    const { proxy, management, compliance, bridge, providers } = await start();
    const services = [proxy, management, compliance, bridge, ...Object.values(providers)];
    const ports = services.map(({ port }) => port);
    expect(new Set(ports).size).toBe(9);
    for (const { url, port } of services) expect(url).toContain(`http://127.0.0.1:${port}`);
  });

  it('records each request: method, path, query, headers, body', async () => {
    const { management, proxy } = await start();
    await get(`${management.url}/api/vas/logs?limit=2&model=a%20b`, { 'X-Mine': 'yes' });
    await post(`${proxy.url}/a2a/a%2Fb`, { id: 't1' });
    expect(management.requests.map(sent)).toEqual([
      {
        method: 'GET',
        path: '/api/vas/logs',
        query: { limit: '2', model: 'a b' },
        body: undefined,
      },
    ]);
    expect(management.requests[0]?.headers['x-mine']).toBe('yes');
    expect(proxy.requests.map(sent)).toEqual([
      { method: 'POST', path: '/a2a/a%2Fb', query: {}, body: { id: 't1' } },
    ]);
  });

  it('records a form as its fields and files', async () => {
    const { proxy } = await start();
    const form = new FormData();
    form.append('model', 'whisper-1');
    form.append('file', new Blob([Uint8Array.of(0, 255, 10)], { type: 'audio/mpeg' }), 'a b.mp3');
    await fetch(`${proxy.url}/v1/audio/transcriptions`, { method: 'POST', body: form });
    expect(proxy.requests[0]?.body).toEqual({
      model: 'whisper-1',
      file: { name: 'a b.mp3', type: 'audio/mpeg', bytes: Uint8Array.of(0, 255, 10) },
    });
  });

  it.each([
    ['application/json', '{"cut', '{"cut'],
    ['text/plain', '{"model":"gpt-4o"}', '{"model":"gpt-4o"}'],
    ['multipart/form-data; boundary=x', 'no form', 'no form'],
  ])('records as text what is no %s: %s', async (type, body, recorded) => {
    const { proxy } = await start();
    const { status } = await fetch(`${proxy.url}/v1/chat/completions`, {
      method: 'POST',
      body,
      headers: { 'content-type': type },
    });
    expect(status).toBe(400);
    expect(proxy.requests[0]?.body).toBe(recorded);
  });

  it('tells each request when it arrives, also to who asks later', async () => {
    const { proxy } = await start();
    const both = firstValueFrom(proxy.requests$.pipe(take(2), toArray()));
    await get(`${proxy.url}/health`);
    await get(`${proxy.url}/v1/models`);
    expect((await both).map(({ path }) => path)).toEqual(['/health', '/v1/models']);
    expect((await firstValueFrom(proxy.requests$)).path).toBe('/health');
  });

  it('answers with 404 where there is nothing, and 405 to the wrong method', async () => {
    const { proxy } = await start();
    expect(await get(`${proxy.url}/v2/models`)).toMatchObject({
      status: 404,
      body: { error: { message: 'There is nothing at /v2/models.', code: 'not_found' } },
    });
    expect(await post(`${proxy.url}/health`, {})).toMatchObject({
      status: 405,
      body: { error: { message: '/health takes GET, not POST.' } },
    });
  });

  it('says what is wrong with a body, and where', async () => {
    const { proxy } = await start();
    const { status, body } = await post(`${proxy.url}/v1/chat/completions`, {
      model: 4,
      messages: [],
    });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      error: { message: 'The body is not valid at model: expected string, got 4.' },
    });
  });

  it('names each answer by the id that is in its log', async () => {
    const { proxy, management } = await start();
    const { headers } = await post(`${proxy.url}/v1/chat/completions`, saying('Hi'));
    const id = headers.get('x-smartflow-request-id');
    expect(id).toBe('req-1');
    expect((await get(`${management.url}/api/vas/logs`)).body).toMatchObject({
      data: [{ request_id: id }],
    });
  });

  it('answers as the test says, until that is undone; the latest word counts', async () => {
    const { proxy } = await start();
    const ask = () => post(`${proxy.url}/v1/chat/completions`, saying('Hi'));
    const undoFirst = proxy.answer(CHAT, ({ body }) => ({ got: body }));
    expect((await ask()).body).toEqual({ got: saying('Hi') });
    const undoSecond = proxy.answer(CHAT, () =>
      Response.json({ mine: true }, { status: 418, headers: { 'x-mine': 'yes' } }),
    );
    const second = await ask();
    expect(second).toMatchObject({ status: 418, body: { mine: true } });
    expect(second.headers.get('x-mine')).toBe('yes');
    undoSecond();
    expect((await ask()).body).toEqual({ got: saying('Hi') });
    undoFirst();
    expect((await ask()).body).toMatchObject({ object: 'chat.completion' });
  });

  it('fails as often as it is told', async () => {
    const { proxy } = await start();
    proxy.fail(CHAT, 'unavailable', 2);
    const statuses: number[] = [];
    for (let n = 0; n < 3; n++) {
      statuses.push((await post(`${proxy.url}/v1/chat/completions`, saying('Hi'))).status);
    }
    expect(statuses).toEqual([503, 503, 200]);
  });

  it('fails at one route, and no other', async () => {
    const { proxy } = await start();
    proxy.fail(CHAT, 'serverError');
    expect((await post(`${proxy.url}/v1/chat/completions`, saying('Hi'))).status).toBe(500);
    expect((await get(`${proxy.url}/health`)).status).toBe(200);
  });

  it('is not there while it refuses, and there again on the same port', async () => {
    const { compliance } = await start();
    const url = `${compliance.url}/api/compliance/intelligent/health`;
    await compliance.refuse();
    await expect(get(url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    expect(compliance.requests).toEqual([]);
    await compliance.accept();
    expect((await get(url)).status).toBe(200);
  });

  it('tells a script that throws as an error of its own', async () => {
    const { proxy } = await start({
      model: () => {
        throw new Error('I am lost.');
      },
    });
    expect(await post(`${proxy.url}/v1/chat/completions`, saying('Hi'))).toMatchObject({
      status: 500,
      body: { error: { message: 'I am lost.' } },
    });
  });
});

describe('a client that leaves a stream before its first piece', () => {
  it.each(['destroy', 'resetAndDestroy'] as const)('has left: by %s', async (leave) => {
    const said$ = new Subject<string>();
    const { proxy } = await start({ model: () => said$ });
    const socket = connect(proxy.port, '127.0.0.1');
    const body = JSON.stringify(saying('Hi', { stream: true }));
    const head = `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json`;
    socket.write(`${head}\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    await once(socket, 'data'); // the headers of the answer
    socket[leave]();
    said$.next('Hello'); // too late, though the gateway does not know yet
    expect(await proxy.requests[0]?.ended).toBe('left');
  });
});

describe('where there is no Node', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it.each([undefined, {}])(
    'there is no fake gateway, and it says why: process is %j',
    async (stub) => {
      vi.stubGlobal('process', stub);
      await expect(startFakeGateway()).rejects.toThrow(
        'A fake gateway listens on real sockets, and needs Node 20.19 or newer.',
      );
    },
  );
});

describe('a fake gateway that is closed', () => {
  it('drops whoever waits, and listens no more', async () => {
    const gateway = await start();
    const { proxy } = gateway;
    proxy.fail(CHAT, 'hang');
    const failed = expect(
      post(`${proxy.url}/v1/chat/completions`, saying('Hi')),
    ).rejects.toMatchObject({ cause: { code: 'UND_ERR_SOCKET' } });
    const request = await firstValueFrom(proxy.requests$);
    await gateway.close();
    await failed;
    expect(await request.ended).toBe('dropped');
    await expect(get(`${proxy.url}/health`)).rejects.toMatchObject({
      cause: { code: 'ECONNREFUSED' },
    });
  });

  it('can be closed twice', async () => {
    const gateway = await start();
    await gateway.close();
    await gateway.close();
  });
});
