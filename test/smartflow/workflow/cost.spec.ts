import { of, throwError, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  loggedCost,
  pricedCost,
  SmartflowWorkflow,
  VASLog,
  type AIResponse,
  type CostOf,
  type WorkflowClient,
} from 'smooth-operator-rx/smartflow';
import { checked, fakeClient, says } from './kit';

const run = (client: WorkflowClient, costOf?: CostOf) =>
  new SmartflowWorkflow(client, { ...(costOf && { costOf }) })
    .addStep({ name: 'a', action: 'chat', nextSteps: ['b'] })
    .addStep({ name: 'b', action: 'chat', nextSteps: ['c'] })
    .addStep({ name: 'c', action: 'compliance_check' })
    .execute('Hi');

const answering = (...answers: readonly AIResponse[]) =>
  fakeClient({ answer: (_, n) => of(answers[n - 1] ?? says('Fine.')) });

/** A client whose requests have ids, as a gateway gives them. */
const withIds = (): WorkflowClient => {
  let n = 0;
  return {
    chatCompletions: (_, options) => {
      const requestId = `r${++n}`;
      options?.onResponse?.({ status: 200, requestId, cacheKey: undefined, headers: {} });
      return of(says('Fine.'));
    },
    checkCompliance: () => of(checked()),
  };
};

const log = (request_id: string, cost: number): VASLog => {
  const decoded = VASLog.decode({ request_id, cost });
  if (decoded._tag === 'Left') throw new Error('Nothing that a client would give');
  return decoded.right;
};

const logs = (getLogs: () => Observable<readonly VASLog[]>) => loggedCost({ getLogs });

describe('the totals of a run', () => {
  it('are the tokens of all completions', async () => {
    expect((await run(answering())).totalTokens).toBe(24);
  });

  it('are unknown costs where nobody tells them, and none where nothing was asked', async () => {
    expect((await run(answering())).totalCostCents).toBeUndefined();
    const asksNothing = new SmartflowWorkflow(fakeClient()).addStep({
      name: 'c',
      action: 'compliance_check',
    });
    expect((await asksNothing.execute('Hi')).totalCostCents).toBe(0);
  });

  it('have costs by prices, with those of a cache free', async () => {
    const costOf = pricedCost({ 'gpt-4o': { input: 2.5, output: 10 } });
    // 10 tokens in, 2 out: 25 + 20 dollars for a million of them.
    expect((await run(answering(), costOf)).totalCostCents).toBeCloseTo(0.009);
    const cached = { ...says('Fine.'), cached: true };
    expect((await run(answering(cached), costOf)).totalCostCents).toBeCloseTo(0.0045);
    expect((await run(answering(cached, cached), costOf)).totalCostCents).toBe(0);
  });

  it('have unknown costs when one of the models has no price', async () => {
    const costOf = pricedCost({ 'gpt-4o': { input: 2.5, output: 10 } });
    const other = { ...says('Fine.'), model: 'constructor' };
    expect((await run(answering(says('Fine.'), other), costOf)).totalCostCents).toBeUndefined();
  });

  it('have the costs that the gateway has on record', async () => {
    const costOf = logs(() => of([log('other', 9), log('r2', 0.002), log('r1', 0.001)]));
    expect((await run(withIds(), costOf)).totalCostCents).toBeCloseTo(0.3);
  });

  it.each([
    ['has no entry', () => of([log('r1', 0.001)])],
    ['cannot be read', () => throwError(() => new Error('no log'))],
  ])('have unknown costs, and the run goes on, when the log %s', async (_, getLogs) => {
    const result = await run(withIds(), logs(getLogs));
    expect(result).toMatchObject({ success: true, totalCostCents: undefined });
  });

  it('have unknown costs when the answer had no id', async () => {
    const costOf = logs(() => of([log('', 1)]));
    expect((await run(answering(), costOf)).totalCostCents).toBeUndefined();
  });

  it('may have costs that are told later', async () => {
    expect((await run(answering(), () => Promise.resolve(2))).totalCostCents).toBe(4);
  });
});
