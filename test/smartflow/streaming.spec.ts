import { firstValueFrom, lastValueFrom, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  ProviderError,
  RateLimitError,
  ResponseError,
  SmartflowConnectionError,
  SmartflowError,
} from 'smooth-operator-rx/smartflow';
import { DONE, events, failure, gatewayClient, json, says, stream } from './kit';

/** The text of a stream with this answer, piece by piece; an error at the end. */
const streamed = (answer: () => Response) =>
  lastValueFrom(failure(gatewayClient(answer).smartflow.streamChat('Hi')).pipe(toArray()));

const chunksOf = (answer: () => Response) =>
  lastValueFrom(failure(gatewayClient(answer).smartflow.streamChatCompletions([])).pipe(toArray()));

const data = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;

describe('streamChat', () => {
  it.each(['text/html', 'text/html; charset=utf-8'])(
    'fails at a page of %s, which no other try would change',
    async (type) => {
      const page = () => new Response('<html></html>', { headers: { 'content-type': type } });
      const [error] = await streamed(page);
      expect(error).toBeInstanceOf(ResponseError);
      expect(error).toMatchObject({ code: 'INVALID_RESPONSE', status: 200, retryable: false });
      expect((error as Error).message).toBe(`The answer cannot be read: it is ${type}`);
    },
  );

  it('emits what a model refuses with', async () => {
    const refuses = (refusal: string) => ({ choices: [{ index: 0, delta: { refusal } }] });
    const chunks = [
      { choices: [{ index: 0, delta: { role: 'assistant', content: '', refusal: null } }] },
      refuses('I cannot '),
      refuses('help.'),
    ];
    expect(await streamed(() => events(...chunks))).toEqual(['I cannot ', 'help.']);
  });

  it('emits the text as it comes, and completes at the end mark', async () => {
    expect(await streamed(() => events(says('Hel'), says('lo')))).toEqual(['Hel', 'lo']);
  });

  it('emits nothing for a role, an empty text, other pieces, or chunks without choices', async () => {
    const deltas = [
      { role: 'assistant' },
      { content: '' },
      { content: null },
      {},
      { tool_calls: [] },
    ];
    const quiet = [
      ...deltas.map((delta) => ({ choices: [{ delta }] })),
      { choices: [] },
      { choices: null },
      { usage: { total_tokens: 3 } },
      { choices: [{ finish_reason: 'stop' }] },
    ];
    expect(await streamed(() => events(...quiet, says('Hi'), ...quiet))).toEqual(['Hi']);
  });

  it('takes the text of the first choice', async () => {
    const both = { choices: [says('one').choices[0], says('two').choices[0]] };
    expect(await streamed(() => events(both))).toEqual(['one']);
  });

  const text = ['Grüße', ' 👋 ', '日本'];
  const ways: readonly (readonly [string, (event: string) => string])[] = [
    ['\\n', (event) => event],
    ['\\r\\n', (event) => event.replaceAll('\n', '\r\n')],
    ['\\r', (event) => event.replaceAll('\n', '\r')],
    ['comments', (event) => `: keep-alive\n\n${event.replace('\n', '\n:\n')}`],
    ['blank lines', (event) => `\n\n\n${event}\n\n`],
    ['other fields', (event) => `event: message\nid: 1\nretry: 5\nfoo: bar\n${event}`],
    ['no space', (event) => event.replace('data: ', 'data:')],
    ['several data lines', (event) => event.replace('{"choices":', '{\ndata: "choices":')],
    ['a byte order mark', (event) => `\ufeff${event}`],
  ];
  const bytesIn = (way: (event: string) => string) =>
    new TextEncoder().encode(
      way(data(says(text[0] ?? ''))) +
        text
          .slice(1)
          .map((one) => ways[0]?.[1](data(says(one))))
          .join('') +
        DONE,
    );

  it.each(ways)('is the same wherever its bytes are split, with %s', async (_, way) => {
    const bytes = bytesIn(way);
    for (let at = 0; at <= bytes.length; at++) {
      expect(await streamed(() => stream(bytes.subarray(0, at), bytes.subarray(at)))).toEqual(text);
    }
    expect(
      await streamed(() => stream(...Array.from(bytes, (byte) => new Uint8Array([byte])))),
    ).toEqual(text);
  });

  it('takes ends of line of all kinds in one stream', async () => {
    const [a, b, c] = [says('a'), says('b'), says('c')].map((one) => JSON.stringify(one));
    expect(
      await streamed(() => stream(`data: ${a}\r\n\r\ndata: ${b}\n\ndata: ${c}\r\r`, DONE)),
    ).toEqual(['a', 'b', 'c']);
  });

  it.each(['data: [DONE]', 'data: [DONE]\n', 'data: [DONE]\r\n', 'data:[DONE]\n\n'])(
    'knows its end mark at the end of the body: %j',
    async (done) => {
      expect(await streamed(() => stream(data(says('Hi')), done))).toEqual(['Hi']);
    },
  );

  it('reads nothing after the end mark', async () => {
    const { smartflow, sent } = gatewayClient(() =>
      stream(data(says('Hi')), `${DONE}data: no json\n\n`, data(says('more'))),
    );
    expect(await lastValueFrom(smartflow.streamChat('Hi').pipe(toArray()))).toEqual(['Hi']);
    expect(sent[0]?.signal.aborted).toBe(true);
  });

  it('fails when the body ends without the end mark, after what was said', async () => {
    const [said, error] = await streamed(() => stream(data(says('Hel'))));
    expect(said).toBe('Hel');
    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toMatchObject({ code: 'CUT', retryable: true });
    expect(await streamed(() => stream())).toMatchObject([{ code: 'CUT' }]);
  });

  it('fails when it is cut within an event', async () => {
    const whole = data(says('Hello'));
    const [error] = await streamed(() => stream(whole.slice(0, 20)));
    expect(error).toBeInstanceOf(ResponseError);
  });

  it('fails with the connection error when the body breaks off', async () => {
    const broken = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(data(says('Hel'))));
      },
      pull(controller) {
        controller.error(new Error('socket hang up'));
      },
    });
    const [said, error] = await streamed(() => new Response(broken));
    expect(said).toBe('Hel');
    expect(error).toBeInstanceOf(SmartflowConnectionError);
    expect((error as Error).cause).toMatchObject({ message: 'socket hang up' });
  });

  it.each([
    ['no JSON', 'data: oops\n\n'],
    ['no object', 'data: 7\n\n'],
    ['null', 'data: null\n\n'],
  ])('fails at an event that is %s', async (_, event) => {
    const [error] = await streamed(() => stream(event, DONE));
    expect(error).toBeInstanceOf(ResponseError);
  });

  it.each([
    [{ error: 'boom' }, ProviderError, 'boom'],
    [{ error: { message: 'slow down', type: 'rate_limit_error' } }, RateLimitError, 'slow down'],
    [{ error: { message: 'slow down', code: 429 } }, RateLimitError, 'slow down'],
    [{ error: { message: 'slow down', code: '429' } }, RateLimitError, 'slow down'],
    [{ ...says('x'), error: { message: 'both' } }, ProviderError, 'both'],
  ])('fails with what an error event says: %j', async (event, kind, message) => {
    const answer = () => events(says('Hel'), event, says('lo'));
    const [said, error, ...more] = await streamed(answer);
    expect(said).toBe('Hel');
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({ message });
    expect(more).toEqual([]);
  });

  it('takes an error of null for none', async () => {
    expect(await streamed(() => events({ ...says('Hi'), error: null }))).toEqual(['Hi']);
  });

  it('maps a bad status before it emits anything', async () => {
    const [error] = await streamed(() => json({ error: { message: 'no' } }, { status: 429 }));
    expect(error).toBeInstanceOf(RateLimitError);
  });

  it('takes a whole completion for one piece: some answer so in spite of being asked to stream', async () => {
    const call = { id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } };
    const answer = () =>
      json({
        choices: [
          { index: 0, message: { content: 'Hello', tool_calls: [call] }, finish_reason: 'stop' },
        ],
        usage: { total_tokens: 3 },
        cached: true,
      });
    expect(await streamed(answer)).toEqual(['Hello']);
    expect(await chunksOf(answer)).toMatchObject([
      {
        choices: [
          {
            delta: { content: 'Hello', tool_calls: [{ ...call, index: 0 }] },
            finish_reason: 'stop',
          },
        ],
        usage: { total_tokens: 3 },
        cached: true,
      },
    ]);
    expect(await streamed(() => json({ error: { message: 'no' } }))).toMatchObject([
      { name: 'ProviderError', message: 'no' },
    ]);
  });

  it('closes the connection when who listens leaves, and reads no further', async () => {
    let cancelled = false;
    const endless = new ReadableStream({
      pull(controller) {
        controller.enqueue(new TextEncoder().encode(data(says('a'))));
      },
      cancel() {
        cancelled = true;
      },
    });
    const { smartflow, sent } = gatewayClient(() => new Response(endless));
    expect(await lastValueFrom(smartflow.streamChat('Hi').pipe(take(3), toArray()))).toEqual([
      'a',
      'a',
      'a',
    ]);
    expect(sent[0]?.signal.aborted).toBe(true);
    expect(cancelled).toBe(true);
  });

  it('refuses an event that is larger than an answer may be', async () => {
    const { smartflow } = gatewayClient(
      () => stream(data(says('a')), 'data: ', 'x'.repeat(2_000)),
      {
        maxResponseBytes: 1_000,
      },
    );
    const [said, error] = await lastValueFrom(failure(smartflow.streamChat('Hi')).pipe(toArray()));
    expect(said).toBe('a');
    expect(error).toMatchObject({ name: 'ResponseError', code: 'TOO_LARGE' });
  });

  it('may be longer than an answer in one piece', async () => {
    const { smartflow } = gatewayClient(
      () => events(...Array.from({ length: 100 }, () => says('a'))),
      {
        maxResponseBytes: 1_000,
      },
    );
    expect(await lastValueFrom(smartflow.streamChat('Hi').pipe(toArray()))).toHaveLength(100);
  });
});

describe('streamChatCompletions', () => {
  it('emits every chunk: pieces of tool calls, the reason it ends for, the usage', async () => {
    const pieces = [
      { index: 0, id: 'call_1', type: 'function', function: { name: 'find', arguments: '' } },
      { index: 0, function: { arguments: '{"q":' } },
      { index: 0, function: { arguments: '1}' } },
    ];
    const chunks = [
      { id: 'c', choices: [{ index: 0, delta: { role: 'assistant' }, finish_reason: null }] },
      ...pieces.map((piece) => ({ choices: [{ index: 0, delta: { tool_calls: [piece] } }] })),
      { choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }] },
      {
        choices: [],
        usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3, cached_tokens: 0 },
      },
    ];
    expect(await chunksOf(() => events(...chunks))).toEqual(chunks);
  });

  it('passes what it does not know', async () => {
    const chunk = { ...says('Hi'), system_fingerprint: 'fp', obfuscation: 'x' };
    expect(await chunksOf(() => events(chunk))).toEqual([chunk]);
  });

  it('fails with errors of the client alone', async () => {
    const errors = await Promise.all(
      ['data: x\n\n', 'data: {"error":{}}\n\n', ''].map((text) =>
        firstValueFrom(failure(gatewayClient(() => stream(text)).smartflow.streamChat('Hi'))),
      ),
    );
    for (const error of errors) expect(error).toBeInstanceOf(SmartflowError);
  });
});
