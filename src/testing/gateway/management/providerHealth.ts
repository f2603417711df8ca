import type { Handler } from '../call';
import { PROVIDERS } from '../model/providers';
import type { FakeLog } from '../state/ledger';
import type { World } from '../world';

/** `GET /api/providers/perf`. */
export const providerHealth: Handler = ({ world }) =>
  Response.json({ success: true, data: { snapshots: snapshotsOf(world) } });

/** How each provider has done, by the log. */
export function snapshotsOf({ ledger, now }: World) {
  const { logs } = ledger;
  return [...new Set([...PROVIDERS, ...logs.map(({ provider }) => provider)])].map((provider) => ({
    provider,
    ...rates(logs.filter((log) => log.provider === provider)),
    rate_limit_rate: 0,
    last_updated: new Date(now()).toISOString(),
  }));
}

const DEGRADED = 0.1;
const UNHEALTHY = 0.5;

function rates(logs: readonly FakeLog[]) {
  const requests = logs.length;
  const failures = logs.filter(({ metrics }) => !metrics.success).length;
  const errorRate = requests === 0 ? 0 : failures / requests;
  const latency = logs.reduce((sum, { latency_ms }) => sum + latency_ms, 0);
  return {
    status: errorRate >= UNHEALTHY ? 'unhealthy' : errorRate >= DEGRADED ? 'degraded' : 'healthy',
    avg_latency_ms: requests === 0 ? 0 : latency / requests,
    success_rate: 1 - errorRate,
    error_rate: errorRate,
    requests,
  };
}
