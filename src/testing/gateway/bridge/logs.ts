import type { Handler } from '../call';

/** `GET /api/redis/logs?limit=` of the bridge. */
export const redisLogs: Handler = ({ request: { query }, world: { ledger } }) => {
  const { logs } = ledger;
  const shown = logs.slice(0, Number(query['limit'] ?? logs.length));
  return Response.json({ success: true, count: shown.length, logs: shown });
};
