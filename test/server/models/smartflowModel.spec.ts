import { lastValueFrom, throwError, toArray, type Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import {
  ModelError,
  smartflowModel,
  type ChatRequest,
  type ModelOutput,
  type SmartflowModelOptions,
} from 'smooth-operator-rx/server';
import {
  AuthenticationError,
  ComplianceError,
  DirectModeError,
  ProviderError,
  RateLimitError,
  ResponseError,
  SmartflowConnectionError,
  SmartflowError,
  SmartflowTimeoutError,
  ValidationError,
  type ChatChunk,
  type SmartflowClient,
} from 'smooth-operator-rx/smartflow';
import { clientOf, events, gatewayClient, json, KEY, stream } from '../../smartflow/kit';

const ASKED: ChatRequest = {
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Where is my order?' },
  ],
  tools: [],
  maxTokens: 100,
  documents: [],
};

const delta = (one: object, finish_reason: string | null = null) => ({
  choices: [{ index: 0, delta: one, finish_reason }],
});
const piece = (index: number, id: string, name: string, args: string) =>
  delta({ tool_calls: [{ index, id, function: { name, arguments: args } }] });
const USAGE = {
  choices: [],
  usage: { prompt_tokens: 1000, completion_tokens: 500, total_tokens: 1500 },
};

const all = (outputs$: Observable<ModelOutput>) => lastValueFrom(outputs$.pipe(toArray()));

/** What a model says when the gateway streams these chunks. */
function heard(chunks: readonly unknown[], options?: SmartflowModelOptions, asked = ASKED) {
  const { smartflow } = gatewayClient(() => events(...chunks));
  return all(smartflowModel(smartflow, options).complete(asked));
}

/** What a model asks the gateway for. */
async function sentFor(asked: Partial<ChatRequest>, options?: SmartflowModelOptions) {
  const { smartflow, sent } = gatewayClient(() => events(delta({ content: 'Yes.' })));
  await all(smartflowModel(smartflow, options).complete({ ...ASKED, ...asked }));
  return sent[0]?.json as { messages: unknown[] } & Record<string, unknown>;
}

describe('smartflowModel asks', () => {
  it('with the conversation, a limit, and for a stream that tells its usage', async () => {
    expect(await sentFor({}, { model: 'gpt-4o', temperature: 0, extra: { seed: 1 } })).toEqual({
      model: 'gpt-4o',
      messages: ASKED.messages,
      max_tokens: 100,
      temperature: 0,
      seed: 1,
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it('for the model of the client, unless it is told of another', async () => {
    expect(await sentFor({})).toMatchObject({ model: 'gpt-4o' });
    const { smartflow } = gatewayClient(() => json({}));
    expect(smartflowModel(smartflow)).toMatchObject({ name: 'smartflow', suggestsReplies: true });
    expect(smartflowModel(smartflow, { model: 'o3', suggestsReplies: false })).toMatchObject({
      name: 'o3',
      suggestsReplies: false,
    });
  });

  it('with the tools as functions', async () => {
    const parameters = { type: 'object', properties: { city: { type: 'string' } } } as const;
    const { tools } = await sentFor({
      tools: [{ name: 'get_time', description: 'Tells the time.', parameters }],
    });
    expect(tools).toEqual([
      {
        type: 'function',
        function: { name: 'get_time', description: 'Tells the time.', parameters },
      },
    ]);
  });

  it('with calls as JSON text, and with their results', async () => {
    const toolCalls = [{ id: 'c1', name: 'get_time', arguments: { city: 'Rome' } }];
    const { messages } = await sentFor({
      messages: [
        { role: 'assistant', content: '', toolCalls },
        { role: 'tool', content: 'Noon.', toolCallId: 'c1' },
      ],
    });
    const args = { name: 'get_time', arguments: '{"city":"Rome"}' };
    expect(messages).toEqual([
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c1', type: 'function', function: args }],
      },
      { role: 'tool', content: 'Noon.', tool_call_id: 'c1' },
    ]);
  });

  it('with what the documents say, as part of what the model is told first', async () => {
    const documents = [
      { documentId: 'd', title: 'returns.md', text: '17 days.', position: 0, score: 1 },
    ];
    const known = 'What the documents say on the message of the user:\n\n# returns.md\n\n17 days.';
    const { messages } = await sentFor({ documents });
    expect(messages[0]).toEqual({ role: 'system', content: `Be brief.\n\n${known}` });
    const { messages: alone } = await sentFor({
      documents,
      messages: [{ role: 'user', content: 'Hi' }],
    });
    expect(alone).toEqual([
      { role: 'system', content: known },
      { role: 'user', content: 'Hi' },
    ]);
  });

  it('with pictures as pictures, text files as text, and a word on the rest', async () => {
    const png = 'data:image/png;base64,AAAA';
    const { messages } = await sentFor({
      messages: [
        {
          role: 'user',
          content: 'What is this?',
          images: [{ url: png, detail: 'low' }],
          files: [
            { name: 'a.png', mimeType: 'image/png', url: 'https://files.example/a.png' },
            { name: 'b.txt', url: 'data:text/plain;base64,SGVsbG8=' },
            { name: 'c.zip', url: 'data:application/zip;base64,AAAA' },
          ],
        },
      ],
    });
    expect(messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url: png, detail: 'low' } },
          { type: 'image_url', image_url: { url: 'https://files.example/a.png' } },
          { type: 'text', text: 'The user attached the file "b.txt"; it says:\n\nHello' },
          { type: 'text', text: 'The user attached the file "c.zip"; it cannot be read here' },
        ],
      },
    ]);
  });

  it('once per subscription, and not before', async () => {
    const { smartflow, sent } = gatewayClient(() => events(delta({ content: 'Yes.' })));
    const answer$ = smartflowModel(smartflow).complete(ASKED);
    expect(sent).toEqual([]);
    await all(answer$);
    await all(answer$);
    expect(sent).toHaveLength(2);
  });
});

describe('smartflowModel says', () => {
  it('text and reasoning as they come, and the usage at the end', async () => {
    const chunks = [
      delta({ role: 'assistant', content: '' }),
      delta({ reasoning_content: 'Hm.' }),
      delta({ content: 'Hel' }),
      delta({ content: 'lo' }, 'stop'),
      USAGE,
    ];
    expect(await heard(chunks)).toEqual([
      { kind: 'reasoning', text: 'Hm.' },
      { kind: 'token', text: 'Hel' },
      { kind: 'token', text: 'lo' },
      { kind: 'usage', promptTokens: 1000, completionTokens: 500 },
    ]);
  });

  it('what the model refuses with', async () => {
    const chunks = [
      delta({ role: 'assistant', content: '', refusal: null }),
      delta({ refusal: 'I cannot ' }),
      delta({ refusal: 'help.' }, 'stop'),
    ];
    expect(await heard(chunks)).toEqual([
      { kind: 'token', text: 'I cannot ' },
      { kind: 'token', text: 'help.' },
    ]);
  });

  it('each piece in the moment it arrives', () => {
    const scheduler = new TestScheduler((actual, expected) => {
      expect(actual).toEqual(expected);
    });
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const chunk = (one: object): ChatChunk => delta(one);
      const chunks$ = cold('  r-h-l-c-u-|', {
        r: chunk({ role: 'assistant' }),
        h: chunk({ content: 'Hel' }),
        l: chunk({ content: 'lo' }),
        c: piece(0, 'c1', 'get_time', '{}') as ChatChunk,
        u: { ...USAGE, usage: { ...USAGE.usage, cached_tokens: 0 } },
      });
      const subscribed = '    ^---------!';
      const expected = '      --h-l-----(cu|)';
      const client = { streamChatCompletions: () => chunks$ };
      expectObservable(smartflowModel(client).complete(ASKED)).toBe(expected, {
        h: { kind: 'token', text: 'Hel' },
        l: { kind: 'token', text: 'lo' },
        c: { kind: 'toolCall', id: 'c1', name: 'get_time', arguments: {} },
        u: { kind: 'usage', promptTokens: 1000, completionTokens: 500 },
      });
      expectSubscriptions(chunks$.subscriptions).toBe(subscribed);
    });
  });

  it('a tool call once all of its arguments are there', async () => {
    const chunks = [
      piece(0, 'c1', 'get_time', ''),
      piece(0, '', '', '{"ci'),
      piece(1, 'c2', 'get_day', ''),
      piece(0, '', '', 'ty":"Rome"}'),
      delta({}, 'tool_calls'),
    ];
    expect(await heard(chunks)).toEqual([
      { kind: 'toolCall', id: 'c1', name: 'get_time', arguments: { city: 'Rome' } },
      { kind: 'toolCall', id: 'c2', name: 'get_day', arguments: {} },
    ]);
  });

  it('two calls of one index apart, where their ids differ, and gives an id to one that has none', async () => {
    const same = [piece(0, 'c1', 'a', '{}'), piece(0, 'c2', 'b', '{"x":1}')];
    expect(await heard(same)).toMatchObject([
      { id: 'c1', name: 'a', arguments: {} },
      { id: 'c2', name: 'b', arguments: { x: 1 } },
    ]);
    expect(await heard([piece(0, '', 'a', '{}')])).toMatchObject([{ id: 'call-1', name: 'a' }]);
  });

  it('what it cost, where the price is known; what was cached cost nothing', async () => {
    const price = { prompt: 2.5, completion: 10 };
    const [, usage] = await heard([delta({ content: 'Yes.' }), USAGE], { price });
    expect(usage).toMatchObject({ costUsd: 0.0075 });
    const cached = await heard([{ ...delta({ content: 'Yes.' }), cached: true }, USAGE], { price });
    expect(cached[1]).toMatchObject({ costUsd: 0 });
  });

  it('the last of several usages, and none where none was told', async () => {
    const growing = { ...delta({ content: 'Yes.' }), usage: { prompt_tokens: 1 } };
    expect(await heard([growing, USAGE])).toMatchObject([
      { kind: 'token' },
      { kind: 'usage', promptTokens: 1000 },
    ]);
    expect(await heard([delta({ content: 'Yes.' })])).toEqual([{ kind: 'token', text: 'Yes.' }]);
  });

  it('an answer that its limit cut off, as far as it got', async () => {
    expect(await heard([delta({ content: 'Half' }, 'length')])).toEqual([
      { kind: 'token', text: 'Half' },
    ]);
  });
});

describe('a smartflowModel that is left', () => {
  it('aborts its request', async () => {
    let left: AbortSignal | undefined;
    const { smartflow } = gatewayClient(({ signal }) => {
      left = signal;
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          const chunk = `data: ${JSON.stringify(delta({ content: 'Hel' }))}\n\n`;
          controller.enqueue(new TextEncoder().encode(chunk)); // and never the end
        },
      });
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
    });
    await new Promise<void>((resolve) => {
      const subscription = smartflowModel(smartflow)
        .complete(ASKED)
        .subscribe(() => {
          expect(left?.aborted).toBe(false);
          resolve();
          queueMicrotask(() => {
            subscription.unsubscribe();
          });
        });
    });
    await Promise.resolve();
    expect(left?.aborted).toBe(true);
  });
});

describe('a smartflowModel that fails says so in one line', () => {
  const failure = (error: SmartflowError) => {
    const client = {
      streamChatCompletions: () => throwError(() => error),
    } satisfies Pick<SmartflowClient, 'streamChatCompletions'>;
    return all(smartflowModel(client).complete(ASKED)).catch((caught: unknown) => caught);
  };
  const at = { status: 400, code: 'x' };

  it.each([
    [new AuthenticationError('Bad key abc', { status: 401 }), 'refused the key of this server.'],
    [new AuthenticationError('', { code: 'MISSING_KEY' }), 'This server has no key for the model.'],
    [new DirectModeError('x/y'), 'reached by a gateway alone, and this server has none.'],
    [new RateLimitError('Slow', { retryAfter: 1.2 }), 'too much to do. Try again in 2 s.'],
    [new RateLimitError('Slow'), 'The model has too much to do.'],
    [new ComplianceError('PII'), 'A policy does not allow this message.'],
    [new SmartflowTimeoutError('10.0.0.1'), 'The model did not answer in time.'],
    [new SmartflowConnectionError('10.0.0.1'), 'The connection to the model failed.'],
    [new ProviderError('10.0.0.1'), 'The provider of the model failed.'],
    [new ResponseError('10.0.0.1'), 'The answer of the model cannot be read.'],
    [new ValidationError('Too\n long', at), 'The model refused the request: Too long'],
    [new SmartflowError('No gpt-9', { status: 404 }), 'refused the request: No gpt-9'],
    [new SmartflowError('10.0.0.1', { status: 500 }), 'The model failed.'],
    [new ValidationError('No URL'), 'The model cannot be asked.'],
  ])('%s', async (error, line) => {
    const caught = await failure(error);
    expect(caught).toBeInstanceOf(ModelError);
    expect(caught).toMatchObject({ cause: error });
    expect((caught as Error).message).toContain(line);
    expect((caught as Error).message).not.toMatch(/10\.0\.0\.1|abc|\n/);
  });

  it('without the keys of others that a gateway quotes, and cut', async () => {
    const quoted = new ValidationError(`sk-proj-0123456789 ${'long '.repeat(100)}`, at);
    const { message } = (await failure(quoted)) as Error;
    expect(message).toContain('***');
    expect(message).not.toContain('0123456789');
    expect(message.length).toBeLessThan(250);
  });

  it('without its own key, whatever the gateway says', async () => {
    const { smartflow } = gatewayClient(() =>
      json({ error: { message: `Bearer ${KEY} may not` } }, { status: 400 }),
    );
    const caught = await all(smartflowModel(smartflow).complete(ASKED)).catch((e: unknown) => e);
    expect((caught as Error).message).toBe('The model refused the request: *** may not');
  });

  it('when there is no key, before anything is sent', async () => {
    const { smartflow, sent } = clientOf(() => json({}));
    const answer$ = smartflowModel(smartflow, { model: 'claude-sonnet-4-6' }).complete(ASKED);
    await expect(all(answer$)).rejects.toThrow('This server has no key for the model.');
    expect(sent).toEqual([]);
  });

  it.each([
    ['a stream that breaks off', () => stream('data: {"choices":[]}\n\n'), 'cannot be read'],
    [
      'an error in mid-stream',
      () => stream('data: {"error":{"message":"x","type":"rate_limit_error"}}\n\n'),
      'has too much to do',
    ],
    [
      'arguments that are no JSON',
      () => events(piece(0, 'c', 'pay', '{"a":')),
      'The model called pay with arguments that are no JSON object.',
    ],
    ['arguments that are no object', () => events(piece(0, 'c', 'pay', '[1]')), 'no JSON object'],
    [
      'a call that its limit cut off',
      () => events(piece(0, 'c', 'pay', '{"a":'), delta({}, 'length')),
      'The model used up its 100 tokens without an answer.',
    ],
    ['thoughts up to the limit', () => events(delta({}, 'length')), 'used up its 100 tokens'],
    ['a filter', () => events(delta({}, 'content_filter')), 'withheld the answer'],
  ])('%s', async (_, answer, line) => {
    const { smartflow } = gatewayClient(answer);
    const caught = await all(smartflowModel(smartflow).complete(ASKED)).catch((e: unknown) => e);
    expect(caught).toBeInstanceOf(ModelError);
    expect((caught as Error).message).toContain(line);
  });
});
