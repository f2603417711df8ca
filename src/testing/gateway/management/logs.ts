import type { Handler } from '../call';

const DAY_MS = 24 * 60 * 60 * 1000;

/** `GET /api/vas/logs?limit=&offset=&provider=&model=&days=`: newest first. */
export const vasLogs: Handler = ({ request: { query }, world: { ledger, now } }) => {
  const { limit = '50', offset = '0', provider, model, days } = query;
  const since = days === undefined ? -Infinity : now() - Number(days) * DAY_MS;
  const fitting = ledger.logs.filter(
    (log) =>
      (provider === undefined || log.provider === provider) &&
      (model === undefined || log.model === model) &&
      Date.parse(log.timestamp) >= since,
  );
  const from = Number(offset);
  return Response.json({ success: true, data: fitting.slice(from, from + Number(limit)) });
};
