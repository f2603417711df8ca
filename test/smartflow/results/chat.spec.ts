import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AIResponse, ChatChunk, TokenUsage } from 'smooth-operator-rx/smartflow';
import { isTextChunk } from '../../../src/smartflow/results/chatChunk';
import { read } from './read';

describe('AIResponse', () => {
  it('is whole when the answer is an empty object', () => {
    expect(read(AIResponse, {})).toEqual({
      id: '',
      model: '',
      choices: [],
      usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0, cached_tokens: 0 },
      created: 0,
      cached: false,
      content: '',
      raw: {},
    });
  });

  it('has the text of the first choice as its content, and keeps the answer as it came', () => {
    const wire = {
      id: 'chatcmpl-1',
      model: 'gpt-4o',
      created: 1_700_000_000,
      choices: [
        { index: 0, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' },
        { index: 1, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' },
      ],
      usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 },
      provider: 'openai',
      cached: true,
      cache_hit_type: 'semantic',
      system_fingerprint: 'fp_1',
    };
    const response = read(AIResponse, wire);
    expect(response).toMatchObject({ ...wire, content: 'Hello', raw: wire });
    expect(response.raw).toBe(wire);
  });

  it('turns a content of null into an empty text, and keeps the tool calls beside it', () => {
    const call = { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } };
    const { content, choices } = read(AIResponse, {
      choices: [{ message: { content: null, tool_calls: [call] }, finish_reason: 'tool_calls' }],
    });
    expect(content).toBe('');
    expect(choices).toEqual([
      {
        index: 0,
        message: { role: 'assistant', content: '', tool_calls: [call] },
        finish_reason: 'tool_calls',
      },
    ]);
  });

  it('joins a content that comes in parts', () => {
    const content = [
      { type: 'text', text: 'Hel' },
      { type: 'refusal' },
      { type: 'text', text: 'lo' },
    ];
    expect(read(AIResponse, { choices: [{ message: { content } }] }).content).toBe('Hello');
  });

  it('has what a model says in refusal as its content, which is null then', () => {
    const message = { role: 'assistant', content: null, refusal: 'I cannot help with that.' };
    const { content, choices } = read(AIResponse, { choices: [{ message }] });
    expect(content).toBe('I cannot help with that.');
    expect(choices[0]?.message.refusal).toBe('I cannot help with that.');
    const answered = { choices: [{ message: { content: 'Yes', refusal: null } }] };
    expect(read(AIResponse, answered)).toMatchObject({ content: 'Yes' });
  });

  it('takes the content of the first that is a choice', () => {
    const choices = [null, { message: { content: 'Hi' } }];
    expect(read(AIResponse, { choices }).content).toBe('Hi');
  });

  it('takes the default for what has another type, and drops what is no choice', () => {
    const response = read(AIResponse, {
      id: 7,
      choices: [null, 'no', { index: 'first', message: 'none', finish_reason: 1 }],
      usage: 'much',
      cached: 'yes',
      cache_hit_type: 5,
      provider: {},
    });
    expect(response).toEqual({
      ...read(AIResponse, {}),
      choices: [{ index: 0, message: { role: 'assistant', content: '' } }],
      raw: response.raw,
    });
  });

  it.each([null, [], 'text', 7])('is not %j', (answer) => {
    expect(AIResponse.decode(answer)._tag).toBe('Left');
  });
});

describe('TokenUsage', () => {
  it.each([
    [{ cached_tokens: 3 }, 3],
    [{ prompt_tokens_details: { cached_tokens: 4 } }, 4],
    [{ cached_tokens: 3, prompt_tokens_details: { cached_tokens: 4 } }, 3],
    [{ prompt_tokens_details: null }, 0],
  ])('of %j has %d cached tokens', (wire, cached) => {
    expect(read(TokenUsage, wire).cached_tokens).toBe(cached);
  });
});

describe('ChatChunk', () => {
  it('is what the quick check of a stream lets through, whatever comes', () => {
    const rarely = <T>(value: fc.Arbitrary<T>) =>
      fc.oneof({ weight: 30, arbitrary: value }, fc.constantFrom(undefined, null, 7, 'x', [], {}));
    const text = rarely(fc.string());
    const delta = fc.record(
      {
        content: text,
        role: text,
        refusal: text,
        reasoning_content: text,
        tool_calls: fc.constantFrom(null, []),
      },
      { requiredKeys: ['content'] },
    );
    const choice = fc.record(
      { index: rarely(fc.nat()), delta: rarely(delta), finish_reason: text },
      { requiredKeys: ['index', 'delta'] },
    );
    const chunk = fc.record(
      {
        choices: rarely(fc.tuple(rarely(choice))),
        id: text,
        model: text,
        created: rarely(fc.nat()),
        usage: rarely(fc.constant(null)),
        provider: text,
        cached: rarely(fc.boolean()),
        cache_hit_type: text,
      },
      { requiredKeys: ['choices'] },
    );
    let passed = 0;
    fc.assert(
      fc.property(rarely(chunk), (value) => {
        if (!isTextChunk(value)) return;
        passed++;
        expect(ChatChunk.is(value)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
    expect(passed).toBeGreaterThan(20);
    expect(isTextChunk({ choices: [{ index: 0, delta: {} }], error: {} })).toBe(false);
  });

  it('that fits is the very object that was parsed', () => {
    const wire = {
      id: 'c',
      choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: null }],
    };
    expect(read(ChatChunk, wire)).toBe(wire);
  });

  it.each([[{}], [{ choices: null }], [{ choices: [] }], [{ choices: 'none' }]])(
    'of %j has no choices',
    (wire) => {
      expect(read(ChatChunk, wire).choices).toEqual([]);
    },
  );

  it('has a delta, be it empty or missing', () => {
    const delta = (wire: unknown) => read(ChatChunk, { choices: [wire] }).choices[0]?.delta;
    expect([delta({}), delta({ delta: null }), delta({ delta: { content: null } })]).toEqual([
      {},
      {},
      {},
    ]);
  });

  it('keeps the pieces of tool calls and the usage', () => {
    const pieces = [
      { index: 0, id: 'call_1', type: 'function', function: { name: 'f', arguments: '' } },
      { index: 0, function: { arguments: '{"a"' } },
    ];
    const chunk = read(ChatChunk, {
      choices: [{ delta: { tool_calls: pieces } }],
      usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
    });
    expect(chunk.choices[0]?.delta.tool_calls).toEqual(pieces);
    expect(chunk.usage?.total_tokens).toBe(3);
  });
});
