import { catchError, map, of } from 'rxjs';
import type { SmartflowClient } from '../client';
import type { AIResponse } from '../results/aiResponse';
import type { Settled } from '../settled';

/** A completion that has to be paid for. */
export interface PaidCompletion {
  readonly response: AIResponse;
  /** What the gateway calls the request. */
  readonly requestId: string | undefined;
}

/** What a completion costs, in US cents; `undefined` where nobody knows. */
export type CostOf = (completion: PaidCompletion) => Settled<number | undefined>;

/** In US dollars per million tokens. */
export interface ModelPrice {
  readonly input: number;
  readonly output: number;
}

/**
 * Costs by a list of prices, by the names of models as they are told in answers. What a cache
 * answered is free.
 *
 * @example
 * const costOf = pricedCost({ 'gpt-4o-mini': { input: 0.15, output: 0.6 } });
 */
export function pricedCost(prices: Readonly<Record<string, ModelPrice>>): CostOf {
  const byModel = new Map(Object.entries(prices));
  return ({ response: { model, usage, cached } }) => {
    if (cached) return 0;
    const price = byModel.get(model);
    if (!price) return undefined;
    // A dollar for a million is a cent for ten thousand.
    return (usage.prompt_tokens * price.input + usage.completion_tokens * price.output) / 10_000;
  };
}

const LATEST = 50;

/**
 * Costs as the gateway has them on record: asks its audit log after each completion. An entry that is
 * not among the latest, or not there yet, is not waited for. Gateway mode only.
 *
 * @example
 * const workflow = new SmartflowWorkflow(smartflow, { costOf: loggedCost(smartflow) });
 */
export function loggedCost(client: Pick<SmartflowClient, 'getLogs'>): CostOf {
  return ({ requestId }) =>
    requestId === undefined
      ? undefined
      : client.getLogs({ limit: LATEST, days: 1 }).pipe(
          map((logs) => logs.find(({ request_id }) => request_id === requestId)),
          map((log) => (log ? log.cost * 100 : undefined)),
          // The work is done, whatever it costs.
          catchError(() => of(undefined)),
        );
}
