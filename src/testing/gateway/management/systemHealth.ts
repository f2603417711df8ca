import type { Handler } from '../call';
import { wrapped } from '../http/wrapped';
import { uptimeOf, VERSION } from '../proxy/health';
import { statsOf } from './cacheStats';
import { snapshotsOf } from './providerHealth';

/** `GET /api/health/comprehensive`. */
export const systemHealth: Handler = ({ world }) => {
  const snapshots = snapshotsOf(world);
  const isWell = snapshots.every(({ status }) => status === 'healthy');
  const health = {
    status: isWell ? 'healthy' : 'degraded',
    uptime_seconds: uptimeOf(world),
    version: VERSION,
    providers:
      world.shapes.providers === 'object'
        ? Object.fromEntries(snapshots.map((snapshot) => [snapshot.provider, snapshot]))
        : snapshots,
    cache: statsOf(world),
    timestamp: new Date(world.now()).toISOString(),
  };
  return wrapped('data', health, world.shapes);
};
