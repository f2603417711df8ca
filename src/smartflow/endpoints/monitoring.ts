import type { JsonObject } from '../../protocol/codec/primitives';
import type { MonitoringMethods } from '../methods/monitoring';
import { Json } from '../results/fields';
import { CacheStats } from '../results/cacheStats';
import { ProviderHealth, SystemHealth } from '../results/health';
import { VASLog } from '../results/vasLog';
import { as, listOf, raw, type Asked, type Endpoints } from './endpoint';
import { told } from './options';

const get = { service: 'management', verb: 'GET' } as const;

export const monitoringEndpoints: Endpoints<MonitoringMethods> = {
  getCacheStats: {
    ...get,
    path: '/api/metacache/stats',
    direct: { tells: 'counters' },
    ask: (call) => ({ call }),
    result: as(CacheStats, 'data'),
  },
  healthComprehensive: {
    ...get,
    path: '/api/health/comprehensive',
    direct: { needs: 'Comprehensive health' },
    ask: (call) => ({ call }),
    result: as(SystemHealth, 'data'),
  },
  getProviderHealth: {
    ...get,
    path: '/api/providers/perf',
    direct: { needs: 'Provider health' },
    ask: (call) => ({ call }),
    result: listOf(ProviderHealth, 'data', 'snapshots'),
  },
  getLogs: {
    ...get,
    path: '/api/vas/logs',
    direct: { needs: 'The VAS audit trail' },
    ask: (options) => asking({ limit: 100, offset: 0, days: 30 }, options),
    result: listOf(VASLog, 'data'),
  },
  getLogsHybrid: {
    service: 'bridge',
    verb: 'GET',
    path: '/api/redis/logs',
    direct: { needs: 'The hybrid bridge' },
    ask: (options) => asking({ limit: 100 }, options),
    result: listOf(Json, 'logs'),
  },
  getAnalytics: {
    service: 'bridge',
    verb: 'GET',
    path: '/api/hybrid/analytics',
    direct: { needs: 'Analytics' },
    ask: (options) => asking({}, options),
    result: raw,
  },
  getRoutingStatus: {
    ...get,
    path: '/api/routing/status',
    direct: { needs: 'Routing' },
    ask: (call) => ({ call }),
    result: as(Json, 'data'),
  },
  forceProvider: {
    service: 'management',
    verb: 'POST',
    path: '/api/routing/override',
    direct: { needs: 'Routing' },
    ask: (provider, { durationSeconds = 300, ...call } = {}) => ({
      // An override of less than a minute would be one of none.
      body: { provider, ttl_minutes: Math.max(1, Math.ceil(durationSeconds / 60)) },
      call,
    }),
    result: raw,
  },
};

function asking(defaults: JsonObject, options: object | undefined): Asked {
  const { call, wire } = told(defaults, options);
  return { query: wire, call };
}
