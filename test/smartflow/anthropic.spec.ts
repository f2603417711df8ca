import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  ResponseError,
  type ChatMessage,
  type CompletionOptions,
} from 'smooth-operator-rx/smartflow';
import { clientOf, failure, json, stream, type Answering, type Sent } from './kit';

const claude = (answer: Answering) =>
  clientOf(answer, {
    providers: { anthropic: { apiKey: 'sk-ant-key', baseUrl: 'http://a.test' } },
  });

const MODEL = 'claude-sonnet-4-6';
const hi: ChatMessage = { role: 'user', content: 'Hi' };

/** What Anthropic is sent for a conversation. */
async function asked(messages: readonly ChatMessage[], options: CompletionOptions = {}) {
  const { smartflow, sent } = claude(() => json({ content: [] }));
  await smartflow.promises.chatCompletions(messages, { model: MODEL, ...options });
  return sent[0];
}

const said = (text: string) => ({ type: 'text', text }) as const;
const user = (...content: readonly unknown[]) => ({ role: 'user', content });
const messagesIn = (sent: Sent | undefined) => (sent?.json as { messages: unknown }).messages;

describe('a conversation with Claude in direct mode', () => {
  it('is sent the way that Anthropic has it', async () => {
    const sent = await asked([{ role: 'system', content: 'Be brief' }, hi], {
      model: `anthropic/${MODEL}`,
    });
    expect(sent?.url.href).toBe('http://a.test/v1/messages');
    expect(sent?.headers).toEqual({
      'content-type': 'application/json',
      'x-api-key': 'sk-ant-key',
      'anthropic-version': '2023-06-01',
    });
    expect(sent?.json).toEqual({
      model: MODEL,
      system: 'Be brief',
      messages: [user(said('Hi'))],
      max_tokens: 1024,
      temperature: 0.7,
      stream: false,
    });
  });

  it('says all of what the system says in one place', async () => {
    const system = (content: ChatMessage['content']): ChatMessage => ({ role: 'system', content });
    const sent = await asked([
      system('One'),
      hi,
      system([{ type: 'text', text: 'Two' }]),
      { ...hi, role: 'developer' as 'system', content: 'Three' },
    ]);
    expect(sent?.json).toMatchObject({
      system: 'One\n\nTwo\n\nThree',
      messages: [user(said('Hi'))],
    });
  });

  it('is begun by a user who says nothing, where the assistant begins it: the greeting stays', async () => {
    const hello: ChatMessage = { role: 'assistant', content: 'Hello, what can I do?' };
    const sent = await asked([{ role: 'system', content: 'Be brief' }, hello, hi]);
    expect(messagesIn(sent)).toEqual([
      user(said('.')),
      { role: 'assistant', content: [said('Hello, what can I do?')] },
      user(said('Hi')),
    ]);
  });

  it('is begun by its user, where what the assistant begins with is empty', async () => {
    expect(messagesIn(await asked([{ role: 'assistant', content: '' }, hi]))).toEqual([
      user(said('Hi')),
    ]);
  });

  it('has what one role says in a row as one turn', async () => {
    const sent = await asked([
      hi,
      { role: 'user', content: 'Are you there?' },
      { role: 'assistant', content: 'Yes.' },
      { role: 'assistant', content: 'What is it?' },
      hi,
    ]);
    expect(messagesIn(sent)).toEqual([
      user(said('Hi'), said('Are you there?')),
      { role: 'assistant', content: [said('Yes.'), said('What is it?')] },
      user(said('Hi')),
    ]);
  });

  it('leaves out texts that are empty, which Claude refuses', async () => {
    const image = { type: 'image_url', image_url: { url: 'https://x.test/a.png' } } as const;
    const sent = await asked([{ role: 'user', content: [said(''), image] }]);
    expect(messagesIn(sent)).toEqual([
      user({ type: 'image', source: { type: 'url', url: 'https://x.test/a.png' } }),
    ]);
  });

  it.each<readonly [string, CompletionOptions, Record<string, unknown>]>([
    ['maxTokens', { maxTokens: 5 }, { max_tokens: 5 }],
    ['the newer name of the limit', { extra: { max_completion_tokens: 6 } }, { max_tokens: 6 }],
    ['a temperature that Claude has', { temperature: 0 }, { temperature: 0 }],
    ['a temperature that Claude has not', { temperature: 1.7 }, { temperature: 1 }],
    ['one end', { extra: { stop: 'END' } }, { stop_sequences: ['END'] }],
    ['some ends', { extra: { stop: ['A', 'B'] } }, { stop_sequences: ['A', 'B'] }],
    ['the user', { extra: { user: 'u1' } }, { metadata: { user_id: 'u1' } }],
    [
      'what Claude alone knows',
      { extra: { top_k: 5, thinking: { type: 'enabled' } } },
      { top_k: 5, thinking: { type: 'enabled' } },
    ],
    ['top_p', { extra: { top_p: 0.5 } }, { top_p: 0.5 }],
  ])('translates %s', async (_, options, expected) => {
    expect((await asked([hi], options))?.json).toMatchObject(expected);
  });

  it('leaves out what is told in any case', async () => {
    const sent = await asked([hi], { extra: { stream_options: { include_usage: true } } });
    expect(sent?.json).not.toHaveProperty('stream_options');
  });

  it.each([{ n: 2 }, { response_format: { type: 'json_object' } }, { seed: 1 }])(
    'leaves it to Claude to refuse what it has no way to say: %j',
    async (extra) => {
      expect((await asked([hi], { extra }))?.json).toMatchObject(extra);
    },
  );

  it('has pictures, from data and from the web, and other parts as they are', async () => {
    const pdf = { type: 'document', source: { type: 'file', file_id: 'f' } };
    const sent = await asked([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'See' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
          { type: 'image_url', image_url: { url: 'https://x.test/a.png' } },
          pdf,
        ],
      },
    ]);
    expect((sent?.json as { messages: unknown }).messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'See' },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
          { type: 'image', source: { type: 'url', url: 'https://x.test/a.png' } },
          pdf,
        ],
      },
    ]);
  });

  it('has tools, their calls and their results', async () => {
    const call = (id: string, args: string) => ({
      id,
      type: 'function',
      function: { name: 'find', arguments: args },
    });
    const sent = await asked(
      [
        hi,
        {
          role: 'assistant',
          content: 'Looking',
          tool_calls: [call('c1', '{"q":1}'), call('c2', '')],
        },
        { role: 'tool', tool_call_id: 'c1', content: 'one' },
        { role: 'tool', tool_call_id: 'c2', content: 'two' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [call('c3', 'not json'), call('c4', '[1]')],
        },
        { role: 'tool', tool_call_id: 'c3', content: 'three' },
        { role: 'assistant', content: '' },
        { role: 'user', content: 'Thanks' },
      ],
      {
        tools: [
          {
            type: 'function',
            function: {
              name: 'find',
              description: 'Finds',
              parameters: { type: 'object', properties: { q: { type: 'number' } } },
            },
          },
          { type: 'function', function: { name: 'bare' } },
        ],
      },
    );
    const use = (id: string, input: unknown) => ({ type: 'tool_use', id, name: 'find', input });
    const result = (id: string, content: string) => ({
      type: 'tool_result',
      tool_use_id: id,
      content: [said(content)],
    });
    expect(sent?.json).toMatchObject({
      tools: [
        {
          name: 'find',
          description: 'Finds',
          input_schema: { type: 'object', properties: { q: { type: 'number' } } },
        },
        { name: 'bare', input_schema: { type: 'object', properties: {} } },
      ],
      messages: [
        user(said('Hi')),
        {
          role: 'assistant',
          content: [said('Looking'), use('c1', { q: 1 }), use('c2', {})],
        },
        user(result('c1', 'one'), result('c2', 'two')),
        {
          role: 'assistant',
          content: [use('c3', { arguments: 'not json' }), use('c4', { arguments: [1] })],
        },
        user(result('c3', 'three'), said('Thanks')),
      ],
    });
  });

  it.each<readonly [CompletionOptions, unknown]>([
    [{}, undefined],
    [{ toolChoice: 'auto' }, { type: 'auto' }],
    [{ toolChoice: 'none' }, { type: 'none' }],
    [{ toolChoice: 'required' }, { type: 'any' }],
    [{ toolChoice: { type: 'function', function: { name: 'f' } } }, { type: 'tool', name: 'f' }],
    [{ extra: { parallel_tool_calls: false } }, { type: 'auto', disable_parallel_tool_use: true }],
    [{ extra: { parallel_tool_calls: true } }, undefined],
    [
      { toolChoice: 'required', extra: { parallel_tool_calls: false } },
      { type: 'any', disable_parallel_tool_use: true },
    ],
  ])('with a choice of tools, %j, has %j', async (options, choice) => {
    const tools = [{ type: 'function', function: { name: 'f' } }] as const;
    const choiceOf = (sent: Sent | undefined) =>
      (sent?.json as { tool_choice?: unknown }).tool_choice;
    expect(choiceOf(await asked([hi], { tools, ...options }))).toEqual(choice);
    expect(choiceOf(await asked([hi], options))).toBeUndefined(); // where there is nothing to choose
  });
});

describe('the answer of Claude in direct mode', () => {
  const answered = (message: unknown) =>
    claude(() => json(message)).smartflow.promises.chatCompletions([hi], { model: MODEL });

  it('is a completion', async () => {
    const response = await answered({
      id: 'msg_1',
      type: 'message',
      model: MODEL,
      content: [
        { type: 'thinking', thinking: 'Hm' },
        { type: 'text', text: 'Hel' },
        { type: 'text', text: 'lo' },
        { type: 'tool_use', id: 'c1', name: 'find', input: { q: 1 } },
      ],
      stop_reason: 'tool_use',
      usage: {
        input_tokens: 3,
        output_tokens: 2,
        cache_read_input_tokens: 10,
        cache_creation_input_tokens: 5,
      },
    });
    const { raw: _, ...rest } = response;
    expect(rest).toEqual({
      id: 'msg_1',
      model: MODEL,
      provider: 'anthropic',
      created: 0,
      cached: false,
      content: 'Hello',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: 'Hello',
            reasoning_content: 'Hm',
            tool_calls: [
              { id: 'c1', type: 'function', function: { name: 'find', arguments: '{"q":1}' } },
            ],
          },
          finish_reason: 'tool_calls',
        },
      ],
      usage: { prompt_tokens: 18, completion_tokens: 2, total_tokens: 20, cached_tokens: 10 },
    });
  });

  it.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['tool_use', 'tool_calls'],
    ['refusal', 'content_filter'],
    ['pause_turn', 'pause_turn'],
  ])('that ends for %s ends for %s', async (stop_reason, reason) => {
    const { choices } = await answered({ content: [], stop_reason });
    expect(choices[0]?.finish_reason).toBe(reason);
  });

  it.each([[{}], [{ content: null }], [{ content: [] }], [{ content: ['x', { type: 'text' }] }]])(
    'that says nothing is empty: %j',
    async (message) => {
      expect((await answered(message)).content).toBe('');
    },
  );
});

const MESSAGE = [
  {
    type: 'message_start',
    message: { id: 'msg_1', model: MODEL, usage: { input_tokens: 3, output_tokens: 1 } },
  },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'ping' },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hel' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'lo' } },
  { type: 'content_block_stop', index: 0 },
] as const;
const END = [
  { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 9 } },
  { type: 'message_stop' },
] as const;

const named = (...all: readonly { readonly type: string }[]) =>
  stream(...all.map((one) => `event: ${one.type}\ndata: ${JSON.stringify(one)}\n\n`));

describe('the stream of Claude in direct mode', () => {
  const chunksOf = (answer: () => Response) =>
    lastValueFrom(
      failure(claude(answer).smartflow.streamChatCompletions([hi], { model: MODEL })).pipe(
        toArray(),
      ),
    );

  it('is text, and asks for a stream', async () => {
    const { smartflow, sent } = claude(() => named(...MESSAGE, ...END));
    expect(
      await lastValueFrom(smartflow.streamChat('Hi', { model: MODEL }).pipe(toArray())),
    ).toEqual(['Hel', 'lo']);
    expect(sent[0]?.json).toMatchObject({ stream: true });
  });

  it('is chunks: the role, the text, the reason it ends for with the usage', async () => {
    const of = (delta: object, finish_reason: string | null = null, usage?: object) => ({
      id: 'msg_1',
      model: MODEL,
      provider: 'anthropic',
      choices: [{ index: 0, delta, finish_reason }],
      ...(usage && { usage }),
    });
    expect(await chunksOf(() => named(...MESSAGE, ...END))).toEqual([
      of({ role: 'assistant', content: '' }),
      of({ content: 'Hel' }),
      of({ content: 'lo' }),
      of({}, 'stop', {
        prompt_tokens: 3,
        completion_tokens: 9,
        total_tokens: 12,
        cached_tokens: 0,
      }),
    ]);
  });

  it('is pieces of tool calls, counted as they come, with arguments in any case', async () => {
    const start = (index: number, id: string) => ({
      type: 'content_block_start',
      index,
      content_block: { type: 'tool_use', id, name: 'find', input: {} },
    });
    const piece = (index: number, partial_json: string) => ({
      type: 'content_block_delta',
      index,
      delta: { type: 'input_json_delta', partial_json },
    });
    const stop = (index: number) => ({ type: 'content_block_stop', index });
    const chunks = await chunksOf(() =>
      named(
        ...MESSAGE,
        start(1, 'c1'),
        piece(1, ''),
        piece(1, '{"q":'),
        piece(1, '1}'),
        stop(1),
        start(2, 'c2'),
        stop(2),
        ...END,
      ),
    );
    const pieces = (chunks as { choices: { delta: { tool_calls?: object[] } }[] }[]).flatMap(
      ({ choices }) => choices[0]?.delta.tool_calls ?? [],
    );
    const begun = (index: number, id: string) => ({
      index,
      id,
      type: 'function',
      function: { name: 'find', arguments: '' },
    });
    const more = (index: number, args: string) => ({ index, function: { arguments: args } });
    expect(pieces).toEqual([
      begun(0, 'c1'),
      more(0, '{"q":'),
      more(0, '1}'),
      begun(1, 'c2'),
      more(1, '{}'),
    ]);
  });

  it('is thoughts, apart from the text', async () => {
    const thought = {
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'thinking_delta', thinking: 'Hm' },
    };
    const chunks = await chunksOf(() => named(MESSAGE[0], thought, ...END));
    expect(chunks[1]).toMatchObject({ choices: [{ delta: { reasoning_content: 'Hm' } }] });
  });

  it.each([
    ['overloaded_error', 'ProviderError'],
    ['api_error', 'ProviderError'],
    ['rate_limit_error', 'RateLimitError'],
    ['authentication_error', 'AuthenticationError'],
    ['invalid_request_error', 'ValidationError'],
    ['timeout_error', 'SmartflowTimeoutError'],
    ['permission_error', 'SmartflowError'],
  ])('fails with what an error event says: %s', async (type, name) => {
    const error = { type: 'error', error: { type, message: 'no' } };
    const chunks = await chunksOf(() => named(...MESSAGE, error, ...END));
    expect(chunks).toHaveLength(4);
    expect(chunks.at(-1)).toMatchObject({ name, code: type, message: 'no' });
  });

  it('fails when it ends without its end', async () => {
    const chunks = await chunksOf(() => named(...MESSAGE, END[0]));
    expect(chunks.at(-1)).toBeInstanceOf(ResponseError);
    expect(chunks.at(-1)).toMatchObject({ code: 'CUT' });
  });

  it('passes over what it does not know, and fails at what is no event', async () => {
    const quiet = [
      { type: 'tomorrow' },
      { type: 'content_block_delta', delta: { type: 'signature_delta', signature: 's' } },
      { type: 'content_block_delta' },
      { type: 'content_block_start' },
    ];
    expect(await chunksOf(() => named(...MESSAGE, ...quiet, ...END))).toHaveLength(4);
    expect(await chunksOf(() => stream('data: 7\n\n'))).toMatchObject([{ name: 'ResponseError' }]);
  });
});
