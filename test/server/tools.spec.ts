import { concat, EMPTY, lastValueFrom, map, NEVER, of, timer, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { scriptedModel } from '../../src/server/models/scripted';
import { issueRefund } from '../../src/server/tools/issueRefund';
import { runTool } from '../../src/server/tools/runTool';
import type { Tool } from '../../src/server/tools';
import { marbles, tool } from './kit';

const context = {
  sessionId: 's',
  conversationId: 'c',
  clock: { now: () => 0 },
  ids: () => 'id',
  cite: () => undefined,
  direct: () => undefined,
};
const outcomes = (run: Tool['run']) =>
  lastValueFrom(runTool(tool('a', run), {}, context).pipe(toArray()));
const ok = (text: string) => [{ isError: false, text }];

describe('a tool', () => {
  it.each<[title: string, run: Tool['run'], text: string]>([
    ['a text', () => 'done', 'done'],
    ['an object', () => ({ a: [1] }), '{"a":[1]}'],
    ['a number', () => 7, '7'],
    ['null', () => null, 'null'],
    ['nothing', () => undefined, ''],
    ['a function, which is nothing', () => () => 1, ''],
    ['a Promise', () => Promise.resolve('later'), 'later'],
    ['null in a Promise', () => Promise.resolve(null), 'null'],
    ['an Observable, whose last value counts', () => of('one', 'two'), 'two'],
    ['an empty Observable', () => EMPTY, ''],
  ])('may give %s', async (_title, run, text) => {
    expect(await outcomes(run)).toEqual(ok(text));
  });

  it.each<[title: string, run: Tool['run']]>([
    [
      'throw',
      () => {
        throw new Error('no');
      },
    ],
    ['reject', () => Promise.reject(new Error('no'))],
    [
      'fail late',
      () =>
        concat(
          of('one'),
          new Promise((_, reject) => {
            reject(new Error('no'));
          }),
        ),
    ],
  ])('may %s: that is a result too', async (_title, run) => {
    expect(await outcomes(run)).toEqual([{ isError: true, text: 'Error: no' }]);
  });

  it('may give what JSON cannot hold: that is a failure', async () => {
    const [outcome] = await outcomes(() => ({ a: 1n }));
    expect(outcome?.isError).toBe(true);
    expect(outcome?.text).toMatch(/^Error: .*BigInt/);
  });

  it('is given its arguments and its context', async () => {
    const seen: unknown[] = [];
    const spy = tool('a', (args, { sessionId, conversationId, ids }) =>
      seen.push(args, sessionId, conversationId, ids()),
    );
    await lastValueFrom(runTool(spy, { x: 1 }, context));
    expect(seen).toEqual([{ x: 1 }, 's', 'c', 'id']);
  });

  it('runs once it is subscribed, and is aborted when nobody listens', () => {
    marbles(({ expectObservable, flush }) => {
      const signals: AbortSignal[] = [];
      const slow = tool('a', (_args, { signal }) => {
        signals.push(signal);
        return timer(5).pipe(map(() => 'late'));
      });
      const run = runTool(slow, {}, context).pipe(map(({ text }) => text));
      expect(signals).toEqual([]);
      expectObservable(run).toBe('-----(t|)', { t: 'late' });
      expectObservable(run, '---!').toBe('----');
      flush();
      expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
    });
  });

  it('is told by its signal while its Promise is under way', () => {
    let signal: AbortSignal | undefined;
    const stuck = tool('a', (_args, given) => {
      ({ signal } = given);
      return lastValueFrom(NEVER);
    });
    const subscription = runTool(stuck, {}, context).subscribe();
    expect(signal?.aborted).toBe(false);
    subscription.unsubscribe();
    expect(signal?.aborted).toBe(true);
  });
});

describe('issue_refund', () => {
  const run = (args: Record<string, unknown>) =>
    lastValueFrom(runTool(issueRefund(), args, context));

  it('gives the refund an id', async () => {
    const { isError, text } = await run({ orderId: '1234', amount: 25.5 });
    expect(isError).toBe(false);
    expect(JSON.parse(text)).toEqual({
      refundId: 'refund-id',
      orderId: '1234',
      amount: 25.5,
      message: 'Refunded 25.50 for order 1234. The refund is refund-id.',
    });
  });

  it.each([
    [{}],
    [{ orderId: '1234' }],
    [{ orderId: 1234, amount: 5 }],
    [{ orderId: ' ', amount: 5 }],
    [{ orderId: '1234', amount: '5' }],
    [{ orderId: '1234', amount: 0 }],
    [{ orderId: '1234', amount: -5 }],
    [{ orderId: '1234', amount: NaN }],
  ])('refuses %j', async (args) => {
    expect(await run(args)).toMatchObject({ isError: true });
  });
});

describe('the scripted model', () => {
  const call = { messages: [], tools: [], maxTokens: 1, documents: [] };

  it('takes one entry per call, when it is subscribed', () => {
    const model = scriptedModel([
      { kind: 'text', text: 'Hello there' },
      { kind: 'toolCall', name: 'a', arguments: { b: 1 } },
    ]);
    const usage = { kind: 'usage', promptTokens: 10, completionTokens: 5 };
    const unused = model.complete(call);
    marbles(({ expectObservable }) => {
      expectObservable(model.complete(call)).toBe('(tuv|)', {
        t: { kind: 'token', text: 'Hello' },
        u: { kind: 'token', text: ' there' },
        v: usage,
      });
    });
    marbles(({ expectObservable }) => {
      expectObservable(unused).toBe('(tv|)', {
        t: { kind: 'toolCall', id: 'call-2', name: 'a', arguments: { b: 1 } },
        v: usage,
      });
    });
  });

  it('fails clearly when its script is over', async () => {
    await expect(lastValueFrom(scriptedModel([]).complete(call))).rejects.toThrow(
      'The scripted model was called 1 times and its script has 0 entries.',
    );
  });
});
