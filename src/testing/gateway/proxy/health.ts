import type { Handler } from '../call';

/** `GET /health` of the proxy. */
export const health: Handler = ({ world }) =>
  Response.json({ status: 'ok', uptime_seconds: uptimeOf(world), version: VERSION });

export const VERSION = '1.8.0';

export const uptimeOf = ({ now, startedAt }: { now: () => number; startedAt: number }) =>
  Math.floor((now() - startedAt) / 1000);
