import { describe, expect, it } from 'vitest';
import { openai, OPENAI_ENDS, start } from '../kit';

const add = {
  type: 'function' as const,
  function: {
    name: 'add',
    description: 'Adds two numbers.',
    parameters: {
      type: 'object',
      properties: { a: { type: 'number' }, b: { type: 'number' } },
    },
  },
};
const model = 'gpt-4o';
const question = { role: 'user' as const, content: 'Please add 2 and 40.' };

describe.each(OPENAI_ENDS)("OpenAI's own client, with tools and %s", (_, urlOf) => {
  it('is asked to call a tool, tells its result, and gets the answer made of it', async () => {
    const gateway = await start();
    const { completions } = openai(urlOf(gateway)).chat;
    const first = await completions.create({ model, messages: [question], tools: [add] });
    const [choice] = first.choices;
    expect(choice).toMatchObject({
      finish_reason: 'tool_calls',
      message: {
        content: null,
        tool_calls: [{ type: 'function', function: { name: 'add', arguments: '{"a":2,"b":40}' } }],
      },
    });
    const [call] = choice?.message.tool_calls ?? [];
    if (!choice || !call) throw new Error('There is no call.');
    const second = await completions.create({
      model,
      tools: [add],
      messages: [question, choice.message, { role: 'tool', tool_call_id: call.id, content: '42' }],
    });
    expect(second.choices[0]?.message.content).toBe('The tool answered: 42');
  });

  it('puts the arguments together from their pieces, of two calls in one stream', async () => {
    const gateway = await start({
      model: () => [
        'Let me see. ',
        { tool: 'add', arguments: { a: 1, b: 2 }, id: 'call_first' },
        { tool: 'add', arguments: { a: 30, b: 4 } },
      ],
    });
    const stream = openai(urlOf(gateway)).chat.completions.stream({
      model,
      messages: [question],
      tools: [add],
    });
    const { choices } = await stream.finalChatCompletion();
    expect(choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: {
        content: 'Let me see. ',
        tool_calls: [
          { id: 'call_first', function: { name: 'add', arguments: '{"a":1,"b":2}' } },
          { function: { name: 'add', arguments: '{"a":30,"b":4}' } },
        ],
      },
    });
    const [one, other] = choices[0]?.message.tool_calls ?? [];
    expect(other?.id).not.toBe(one?.id);
  });

  it.each(['whole', 'streamed'])(
    'runs its tools by itself, with answers that come %s',
    async (how) => {
      const gateway = await start();
      const { completions } = openai(urlOf(gateway)).chat;
      const seen: unknown[] = [];
      const runnable = {
        type: 'function' as const,
        function: {
          ...add.function,
          parse: JSON.parse as (text: string) => { a: number; b: number },
          function: (args: { a: number; b: number }) => {
            seen.push(args);
            return String(args.a + args.b);
          },
        },
      };
      const body = { model, messages: [question], tools: [runnable] };
      const runner =
        how === 'whole'
          ? completions.runTools(body)
          : completions.runTools({ ...body, stream: true });
      expect(await runner.finalContent()).toBe('The tool answered: 42');
      expect(seen).toEqual([{ a: 2, b: 40 }]);
    },
  );

  it('calls what it is told to call, whatever is said', async () => {
    const gateway = await start();
    const { choices } = await openai(urlOf(gateway)).chat.completions.create({
      model,
      messages: [{ role: 'user', content: '7' }],
      tools: [add],
      tool_choice: { type: 'function', function: { name: 'add' } },
    });
    expect(choices[0]?.message.tool_calls).toMatchObject([
      { function: { arguments: '{"a":7,"b":0}' } },
    ]);
  });

  it('is refused a call without its result, and a result without its call', async () => {
    const gateway = await start();
    const { completions } = openai(urlOf(gateway)).chat;
    const calling = {
      role: 'assistant' as const,
      tool_calls: [
        { id: 'c1', type: 'function' as const, function: { name: 'add', arguments: '{}' } },
      ],
    };
    await expect(
      completions.create({ model, messages: [question, calling, question] }),
    ).rejects.toThrow('400 The call "c1" has to be answered right after it, before messages[2].');
    await expect(
      completions.create({
        model,
        messages: [question, { role: 'tool', tool_call_id: 'c1', content: '42' }],
      }),
    ).rejects.toThrow('400 messages[1] answers "c1", which was not called.');
  });
});
