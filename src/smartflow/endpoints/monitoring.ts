import type { MonitoringMethods } from '../methods/monitoring';
import { CacheStats } from '../results/cacheStats';
import { Json } from '../results/fields';
import { ProviderHealth, SystemHealth } from '../results/health';
import { VASLog } from '../results/vasLog';
import { as, listOf, raw, type Endpoints } from './endpoint';

const direct = { needs: 'Monitoring and routing' };
const logs = { needs: 'VAS audit logs' };
const get = { service: 'management', verb: 'GET', direct } as const;
const ofBridge = { service: 'bridge', verb: 'GET', direct } as const;

export const monitoringEndpoints: Endpoints<MonitoringMethods> = {
  getCacheStats: {
    ...get,
    path: '/api/metacache/stats',
    direct: { tells: (counters) => counters.stats() },
    result: as(CacheStats, 'data'),
  },
  healthComprehensive: {
    ...get,
    path: '/api/health/comprehensive',
    result: as(SystemHealth, 'data'),
  },
  getProviderHealth: {
    ...get,
    path: '/api/providers/perf',
    result: listOf(ProviderHealth, 'data', 'snapshots'),
  },
  getLogs: {
    ...get,
    path: '/api/vas/logs',
    direct: logs,
    defaults: { limit: 100, offset: 0, days: 30 },
    result: listOf(VASLog, 'data'),
  },
  getLogsHybrid: {
    ...ofBridge,
    path: '/api/redis/logs',
    direct: logs,
    defaults: { limit: 100 },
    result: listOf(Json, 'logs'),
  },
  getAnalytics: {
    ...ofBridge,
    path: '/api/hybrid/analytics',
    result: raw,
  },
  getRoutingStatus: {
    ...get,
    path: '/api/routing/status',
    result: as(Json, 'data'),
  },
  forceProvider: {
    ...get,
    verb: 'POST',
    path: '/api/routing/override',
    takes: ['provider'],
    defaults: { durationSeconds: 300 },
    ask: ({ provider, duration_seconds }) => ({
      // An override of less than a minute would be one of none.
      body: { provider, ttl_minutes: Math.max(1, Math.ceil((duration_seconds as number) / 60)) },
    }),
    result: raw,
  },
};
