import type { Handler } from '../call';

/** `GET /api/hybrid/analytics?start_date=&end_date=` of the bridge: whole days, both included. */
export const analytics: Handler = ({ request: { query }, world: { ledger } }) => {
  const { start_date = '', end_date = '9999' } = query;
  const day = (timestamp: string) => timestamp.slice(0, 10);
  const logs = ledger.logs.filter(
    ({ timestamp }) =>
      day(timestamp) >= start_date.slice(0, 10) && day(timestamp) <= end_date.slice(0, 10),
  );
  const total = (of: (log: (typeof logs)[number]) => number) =>
    logs.reduce((sum, log) => sum + of(log), 0);
  return Response.json({
    total_requests: logs.length,
    total_tokens: total(({ tokens_used }) => tokens_used),
    total_cost: total(({ cost }) => cost),
    cache_hits: logs.filter(({ metacache }) => metacache.hit).length,
    requests_by_provider: Object.fromEntries(
      [...new Set(logs.map(({ provider }) => provider))].map((name) => [
        name,
        logs.filter(({ provider }) => provider === name).length,
      ]),
    ),
  });
};
