import type { Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  ValidationError,
  type ChatOptions,
  type RequestOptions,
  type SmartflowClient,
  type SmartflowOptions,
  type TranscriptionOptions,
} from 'smooth-operator-rx/smartflow';
import { tableOf } from '../../src/smartflow/endpoints/table';
import { gatewayClient, json, KEY, type Sent } from './kit';
import { CASES } from './requests';

/** Subscribes once, and gives what was sent by the time that the call has returned. */
function sentBy(
  call: (smartflow: ReturnType<typeof gatewayClient>['smartflow']) => Observable<unknown>,
  options = {},
): Sent[] {
  let ids = 0;
  const { smartflow, sent } = gatewayClient(() => json({}), {
    uuid: () => `id-${++ids}`,
    ...options,
  });
  call(smartflow).subscribe().unsubscribe();
  return sent;
}

describe('the request of', () => {
  it.each(CASES.map((one, n) => [`${one.name} (${n})`, one] as const))('%s', (_, one) => {
    const [sent, ...more] = sentBy(one.call);
    expect(more).toEqual([]);
    expect(`${sent?.method ?? ''} ${sent?.url.href ?? ''}`).toBe(one.line);
    expect(sent?.json).toEqual(one.json);
    expect(sent?.headers).toEqual({
      authorization: `Bearer ${KEY}`,
      ...(one.json !== undefined && { 'content-type': 'application/json' }),
      ...one.headers,
    });
  });

  it('every method of the table is among them', () => {
    const names = new Set(CASES.map(({ name }) => name));
    const missing = Object.keys(tableOf('gpt-4o', () => '')).filter((name) => !names.has(name));
    expect(missing).toEqual(['audioTranscription']); // a form: see below
  });
});

/** What the first request of a chat is like. */
const chatWith = (options: SmartflowOptions, call: ChatOptions = {}) =>
  sentBy((sf) => sf.chat('Hi', call), options)[0];

describe('a request', () => {
  it('is sent by subscribing, once for each subscription', () => {
    const { smartflow, sent } = gatewayClient(() => json({}));
    const chat$ = smartflow.chat('Hi');
    expect(sent).toEqual([]);
    chat$.subscribe().unsubscribe();
    chat$.subscribe().unsubscribe();
    expect(sent).toHaveLength(2);
  });

  it('is aborted by unsubscribing', () => {
    const { smartflow, sent } = gatewayClient(() => new Promise(() => undefined));
    const subscription = smartflow.chat('Hi').subscribe();
    expect(sent[0]?.signal.aborted).toBe(false);
    subscription.unsubscribe();
    expect(sent[0]?.signal.aborted).toBe(true);
  });

  it('follows no redirect', () => {
    expect(chatWith({})?.redirect).toBe('manual');
  });

  it('has no authorization without a key', () => {
    expect(chatWith({ apiKey: '' })?.headers).toEqual({ 'content-type': 'application/json' });
  });

  it('has the headers and ids of the client, and over them those of the call', () => {
    const options = {
      headers: { 'X-One': 'client', 'x-two': 'client' },
      userId: 'client user',
      conversationId: 'client conversation',
    };
    expect(
      chatWith(options, {
        headers: { 'x-ONE': 'call', Authorization: 'mine' },
        userId: 'call user',
      })?.headers,
    ).toEqual({
      'content-type': 'application/json',
      authorization: 'mine',
      'x-one': 'call',
      'x-two': 'client',
      'x-smartflow-user-id': 'call user',
      'x-conversation-id': 'client conversation',
    });
  });

  it('names in a body the user of the call alone, not that of the client', () => {
    const [scan] = sentBy((sf) => sf.intelligentScan('text'), { userId: 'client user' });
    expect(scan?.json).toEqual({ content: 'text' });
    expect(scan?.headers['x-smartflow-user-id']).toBe('client user');
  });

  it('asks for the model of the client where the call names none', () => {
    expect(chatWith({ defaultModel: 'gpt-4o-mini' })?.json).toMatchObject({ model: 'gpt-4o-mini' });
    expect(chatWith({}, { model: undefined })?.json).toMatchObject({
      model: 'gpt-4o',
    });
  });

  it('goes to the path that was set for a method whose path is not documented', () => {
    const paths = { rerank: '/rerank/v2', listMcpTools: '/mcp/{server}', streamChat: '/stream' };
    const lines = [
      (sf: SmartflowClient) => sf.rerank('q', []),
      (sf: SmartflowClient) => sf.listMcpTools('a/b'),
      (sf: SmartflowClient) => sf.streamChat('Hi'),
      (sf: SmartflowClient) => sf.chat('Hi'),
    ].map((call) => sentBy(call, { paths })[0]?.url.pathname);
    expect(lines).toEqual(['/rerank/v2', '/mcp/a%2Fb', '/stream', '/v1/chat/completions']);
  });

  it.each([
    ['chat', '/v2/chat'],
    ['getLogs', '/logs'],
    ['nothing', '/x'],
    ['rerank', 'rerank'],
  ])(
    'cannot have its path set where it is documented, or to what is none: %s to %s',
    (name, path) => {
      expect(() => tableOf('m', () => '', { [name]: path })).toThrow(ValidationError);
    },
  );
});

describe('the form of a transcription', () => {
  const formOf = async (sent: Sent | undefined) => {
    if (!(sent?.body instanceof FormData)) throw new Error('no form');
    const file = sent.body.get('file') as File;
    const fields: Record<string, unknown> = {};
    sent.body.forEach((value, name) => {
      if (name !== 'file') fields[name] = value;
    });
    return { file: [file.name, await file.text()], fields };
  };
  const transcribed = async (
    file: Parameters<SmartflowClient['audioTranscription']>[0],
    options?: TranscriptionOptions,
  ) => {
    const { smartflow, sent } = gatewayClient(() => json({ text: 'Hello' }));
    await smartflow.promises.audioTranscription(file, options);
    return sent[0];
  };
  const audio = new TextEncoder().encode('audio');

  it('has the file and the defaults, and says nothing of the type of its content itself', async () => {
    const sent = await transcribed(audio);
    expect(`${sent?.method ?? ''} ${sent?.url.href ?? ''}`).toBe(
      'POST http://gateway.test:7775/v1/audio/transcriptions',
    );
    expect(sent?.headers).toEqual({ authorization: `Bearer ${KEY}` });
    expect(await formOf(sent)).toEqual({
      file: ['audio.mp3', 'audio'],
      fields: { model: 'whisper-1', response_format: 'json', temperature: '0' },
    });
  });

  it('has what the options say, further fields too', async () => {
    const sent = await transcribed(new Blob([audio]), {
      model: 'whisper-2',
      language: 'de',
      prompt: 'Names',
      responseFormat: 'srt',
      temperature: 0.5,
      filename: 'a.wav',
      extra: { diarize: true },
    });
    expect(await formOf(sent)).toEqual({
      file: ['a.wav', 'audio'],
      fields: {
        model: 'whisper-2',
        language: 'de',
        prompt: 'Names',
        response_format: 'srt',
        temperature: '0.5',
        diarize: 'true',
      },
    });
  });

  it('takes the name of a file, and a stream to its end', async () => {
    expect(await formOf(await transcribed(new File([audio], 'call.ogg')))).toMatchObject({
      file: ['call.ogg', 'audio'],
    });
    expect(await formOf(await transcribed(new Blob([audio]).stream()))).toMatchObject({
      file: ['audio.mp3', 'audio'],
    });
  });

  it('of a stream that was read already is none', async () => {
    const stream = new Blob([audio]).stream();
    await transcribed(stream);
    await expect(transcribed(stream)).rejects.toThrow(ValidationError);
  });
});

describe('an argument that cannot be sent', () => {
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;

  it.each<readonly [string, (sf: SmartflowClient) => Observable<unknown>]>([
    ['an id of one dot', (sf) => sf.getLearningStatus('.')],
    ['an id of two dots', (sf) => sf.getOrgBaseline('..')],
    ['an empty id', (sf) => sf.getAgentCard('')],
    ['half of a character in an id', (sf) => sf.getOrgBaseline('\ud800')],
    ['a user whom no header can name', (sf) => sf.health({ userId: 'ユーザー' })],
    ['a header with a line break', (sf) => sf.health({ headers: { 'x-a': 'b\r\nx-c: d' } })],
    ['a header with no name', (sf) => sf.health({ headers: { '': 'b' } })],
    ['a body that refers to itself', (sf) => sf.chat('Hi', { extra: circular })],
    ['a body with a BigInt', (sf) => sf.chat('Hi', { extra: { seed: 1n } })],
    ['a stream where the method has none', (sf) => sf.chat('Hi', { extra: { stream: true } })],
    ['a timeout of nothing', (sf) => sf.health({ timeout: 0 })],
    ['a timeout that is no number', (sf) => sf.health({ timeout: NaN })],
    ['a retry less than none', (sf) => sf.health({ retry: { count: -1 } })],
    ['a path to another host', (sf) => sf.request('proxy', 'GET', '@evil.test/')],
    ['a path that is relative', (sf) => sf.request('proxy', 'GET', 'x')],
    ['a method that is none', (sf) => sf.request('proxy', 'GET IT', '/x')],
    ['a body where the method has none', (sf) => sf.request('proxy', 'get', '/x', { body: {} })],
    ['a service that is none', (sf) => sf.request('disk' as never, 'GET', '/x')],
  ])('fails the Observable and sends nothing: %s', (_, call) => {
    const { smartflow, sent } = gatewayClient(() => json({}));
    const call$ = call(smartflow); // throws nothing
    let caught: unknown;
    call$.subscribe({ error: (error: unknown) => (caught = error) });
    expect(caught).toBeInstanceOf(ValidationError);
    expect(sent).toEqual([]);
  });
});

describe('any other request', () => {
  it('goes to its service with the key, a query and a body', () => {
    const [sent] = sentBy((sf) =>
      sf.request('policy', 'put', '/api/{policies}?v=1', {
        query: { name: 'a b', off: undefined },
        body: [1],
        userId: 'u',
      }),
    );
    expect(`${sent?.method ?? ''} ${sent?.url.href ?? ''}`).toBe(
      'PUT http://gateway.test:7782/api/%7Bpolicies%7D?v=1&name=a+b',
    );
    expect(sent?.json).toEqual([1]);
    expect(sent?.headers).toEqual({
      authorization: `Bearer ${KEY}`,
      'content-type': 'application/json',
      'x-smartflow-user-id': 'u',
    });
  });

  it('sends a form as it is', () => {
    const body = new FormData();
    const [sent] = sentBy((sf) => sf.request('proxy', 'POST', '/upload', { body }));
    expect(sent?.body).toBe(body);
    expect(sent?.headers).not.toHaveProperty('content-type');
  });

  it('is read as JSON, as text or as bytes, and by what is given', async () => {
    const { smartflow } = gatewayClient(() => new Response('[1]'));
    const read = (options: RequestOptions) =>
      smartflow.promises.request('proxy', 'GET', '/x', options);
    expect(await read({})).toEqual([1]);
    expect(await read({ as: 'text' })).toBe('[1]');
    expect(await read({ as: 'bytes' })).toEqual(new TextEncoder().encode('[1]'));
    expect(await read({ decode: (answer) => (answer as number[]).length })).toBe(1);
  });

  it('fails with why what is given cannot read it', async () => {
    const { smartflow } = gatewayClient(() => new Response('{}'));
    const decode = () => {
      throw new Error('no list');
    };
    await expect(
      smartflow.promises.request('proxy', 'GET', '/x', { decode }),
    ).rejects.toMatchObject({
      name: 'ResponseError',
      message: 'The answer cannot be read: no list',
    });
  });
});
