import { EMPTY, firstValueFrom, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  SmartflowAgent,
  SmartflowError,
  type AgentTool,
  type AIResponse,
  type ChatToolCall,
} from 'smooth-operator-rx/smartflow';
import { failure } from '../kit';
import { call, fakeClient, says, short, virtually } from './kit';

const add: AgentTool = {
  name: 'add',
  description: 'Adds two numbers',
  parameters: { type: 'object', properties: { a: { type: 'number' }, b: { type: 'number' } } },
  run: ({ a, b }) => Number(a) + Number(b),
};

/** A model that first wants these calls made, and then answers. */
const wanting = (...calls: readonly ChatToolCall[]) =>
  fakeClient({ answer: (_, n) => of(n === 1 ? says(null, ...calls) : says('Done.')) });

/** What the model is told that a tool did. */
async function toldOf(run: AgentTool['run'], args: unknown = {}): Promise<unknown> {
  const client = wanting(call('it', args));
  const agent = new SmartflowAgent({ client, tools: [{ name: 'it', run }] });
  expect(await firstValueFrom(agent.chat('Hi'))).toBe('Done.');
  return client.asked[1]?.at(-1)?.content;
}

describe('a tool', () => {
  it('is told to the model, called when it asks, and its result told', async () => {
    const client = wanting(call('add', { a: 2, b: 40 }));
    const agent = new SmartflowAgent({ client, tools: [add] });
    expect(await firstValueFrom(agent.chat('2 + 40?'))).toBe('Done.');
    const { run: _run, ...told } = add;
    expect(client.options[0]?.tools).toStrictEqual([{ type: 'function', function: told }]);
    expect(client.asked[1]).toEqual([
      { role: 'user', content: '2 + 40?' },
      { role: 'assistant', content: null, tool_calls: [call('add', { a: 2, b: 40 })] },
      { role: 'tool', tool_call_id: 'call-1', content: '42' },
    ]);
  });

  it('is remembered with the turn, and forgotten with it', async () => {
    const agent = new SmartflowAgent({
      client: wanting(call('add', { a: 1, b: 1 })),
      tools: [add],
      historyTurns: 1,
    });
    await firstValueFrom(agent.chat('One'));
    expect(short(agent.getHistory())).toEqual([
      'user: One',
      'assistant: null',
      'tool: 2',
      'assistant: Done.',
    ]);
    await firstValueFrom(agent.chat('Two'));
    expect(short(agent.getHistory())).toEqual(['user: Two', 'assistant: Done.']);
  });

  it('counts in the usage of its turn', async () => {
    const client = wanting(call('add', { a: 1, b: 1 }));
    const reply = await firstValueFrom(new SmartflowAgent({ client, tools: [add] }).turn('Hi'));
    expect(reply.usage.total_tokens).toBe(24);
    expect(reply.toolCalls).toEqual([call('add', { a: 1, b: 1 })]);
  });

  it('that is called twice in one answer is answered in order, whichever is ready first', () => {
    virtually(({ cold, expectObservable, flush }) => {
      const client = wanting(call('wait', { ms: 3 }, 'slow'), call('wait', { ms: 1 }, 'quick'));
      const wait: AgentTool = {
        name: 'wait',
        run: ({ ms }) => cold(`${'-'.repeat(Number(ms))}(x|)`, { x: ms }),
      };
      const agent = new SmartflowAgent({ client, tools: [wait] });
      expectObservable(agent.chat('Hi')).toBe('---(d|)', { d: 'Done.' });
      flush();
      expect(client.asked[1]?.slice(-2)).toEqual([
        { role: 'tool', tool_call_id: 'slow', content: '3' },
        { role: 'tool', tool_call_id: 'quick', content: '1' },
      ]);
    });
  });

  it('is unsubscribed from when the turn is left', () => {
    virtually(({ cold, expectObservable, expectSubscriptions }) => {
      const running = cold('-----(x|)');
      const client = wanting(call('run', {}));
      const agent = new SmartflowAgent({ client, tools: [{ name: 'run', run: () => running }] });
      expectObservable(agent.chat('Hi'), '^--!').toBe('----');
      expectSubscriptions(running.subscriptions).toBe('^--!');
    });
  });

  it.each<readonly [string, AgentTool['run'], string]>([
    ['text', () => 'as it is', 'as it is'],
    ['a list', () => [1, 2], '[1,2]'],
    ['an object', () => ({ a: 1 }), '{"a":1}'],
    ['nothing', () => undefined, 'null'],
    ['a promise', () => Promise.resolve({ a: 1 }), '{"a":1}'],
    ['an Observable, whose last value counts', () => of(1, 2), '2'],
    ['an Observable of nothing', () => EMPTY, 'null'],
  ])('may give %s', async (_, run, told) => {
    expect(await toldOf(run)).toBe(told);
  });

  it.each<readonly [string, AgentTool['run'], RegExp]>([
    [
      'throws',
      () => {
        throw new Error('no such order');
      },
      /^Error: no such order$/,
    ],
    ['rejects', () => Promise.reject(new Error('no network')), /^Error: no network$/],
    ['errors', () => throwError(() => new Error('gone')), /^Error: gone$/],
    [
      'gives what is no JSON',
      () => {
        const a: unknown[] = [];
        a.push(a);
        return a;
      },
      /^Error: .*circular/,
    ],
  ])('that %s tells the model why, and the turn goes on', async (_, run, told) => {
    expect(await toldOf(run)).toMatch(told);
  });

  it.each([
    ['no arguments at all', '', '{}'],
    ['arguments that are cut', '{"a":', /^Error: /],
    ['arguments that are no object', '[1]', /^Error: The arguments of a tool are a JSON object/],
  ])('may be called with %s', async (_, args, told) => {
    expect(await toldOf((given) => given, args)).toEqual(
      told instanceof RegExp ? expect.stringMatching(told) : told,
    );
  });

  it('that is not there is told to be missing', async () => {
    const client = wanting(call('fly', {}));
    await firstValueFrom(new SmartflowAgent({ client }).chat('Hi'));
    expect(client.asked[1]?.at(-1)?.content).toBe('Error: There is no tool "fly"');
  });
});

describe('a model that does not stop calling tools', () => {
  const endless = (): AIResponse => says('again', call('add', { a: 1, b: 1 }));

  it('is stopped after the rounds it may have, and the turn leaves no trace', async () => {
    const client = fakeClient({ answer: () => of(endless()) });
    const agent = new SmartflowAgent({ client, tools: [add], maxToolRounds: 3 });
    const error = await firstValueFrom(failure(agent.chat('Hi')));
    expect(error).toBeInstanceOf(SmartflowError);
    expect(error).toMatchObject({ code: 'TOOL_ROUNDS' });
    expect(client.asked.length).toBe(4);
    expect(agent.messageCount).toBe(0);
  });

  it('may have eight unless told otherwise', async () => {
    const client = fakeClient({ answer: () => of(endless()) });
    await firstValueFrom(failure(new SmartflowAgent({ client, tools: [add] }).chat('Hi')));
    expect(client.asked.length).toBe(9);
  });
});
