import type Anthropic from '@anthropic-ai/sdk';
import { describe, expect, it } from 'vitest';
import { anthropic, ANTHROPIC_ENDS, start } from '../kit';

const add = {
  name: 'add',
  description: 'Adds two numbers.',
  input_schema: {
    type: 'object' as const,
    properties: { a: { type: 'number' }, b: { type: 'number' } },
  },
};
const question = { role: 'user' as const, content: 'Please add 2 and 40.' };
const base = { model: 'claude-sonnet-4-6', max_tokens: 100, tools: [add] };

describe.each(ANTHROPIC_ENDS)("Anthropic's own client, with tools and %s", (_, urlOf) => {
  it('is asked to use a tool, tells its result, and gets the answer made of it', async () => {
    const gateway = await start();
    const { messages } = anthropic(urlOf(gateway));
    const first = await messages.create({ ...base, messages: [question] });
    expect(first).toMatchObject({
      stop_reason: 'tool_use',
      content: [{ type: 'tool_use', name: 'add', input: { a: 2, b: 40 } }],
    });
    const use = first.content.find((block) => block.type === 'tool_use');
    const result: Anthropic.ToolResultBlockParam = {
      type: 'tool_result',
      tool_use_id: use?.id ?? '',
      content: [{ type: 'text', text: '42' }],
    };
    const second = await messages.create({
      ...base,
      messages: [
        question,
        { role: 'assistant', content: first.content },
        { role: 'user', content: [result] },
      ],
    });
    expect(second.content).toMatchObject([{ type: 'text', text: 'The tool answered: 42' }]);
  });

  it('puts the input together from its pieces', async () => {
    const gateway = await start({
      model: () => [
        'Let me see. ',
        { tool: 'add', arguments: { a: 1, b: 2 }, id: 'toolu_first' },
        { tool: 'add', arguments: {} },
      ],
    });
    const stream = anthropic(urlOf(gateway)).messages.stream({ ...base, messages: [question] });
    expect((await stream.finalMessage()).content).toMatchObject([
      { type: 'text', text: 'Let me see. ' },
      { type: 'tool_use', id: 'toolu_first', input: { a: 1, b: 2 } },
      { type: 'tool_use', input: {} },
    ]);
  });

  it('uses what it has to use, or nothing', async () => {
    const gateway = await start();
    const { messages } = anthropic(urlOf(gateway));
    const asking = { ...base, messages: [question] };
    const kinds = async (tool_choice: Anthropic.ToolChoice) =>
      (await messages.create({ ...asking, tool_choice })).content.map(({ type }) => type);
    expect(await kinds({ type: 'tool', name: 'add' })).toEqual(['tool_use']);
    expect(await kinds({ type: 'any' })).toEqual(['tool_use']);
    expect(await kinds({ type: 'none' })).toEqual(['text']);
  });

  it('is refused a use without its result, and a result without its use', async () => {
    const gateway = await start();
    const { messages } = anthropic(urlOf(gateway));
    const use = { type: 'tool_use' as const, id: 't1', name: 'add', input: {} };
    await expect(
      messages.create({
        ...base,
        messages: [question, { role: 'assistant', content: [use] }, question],
      }),
    ).rejects.toThrow('The call \\"t1\\" has to be answered right after it');
    await expect(
      messages.create({
        ...base,
        messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1' }] }],
      }),
    ).rejects.toThrow('which was not called');
  });
});
