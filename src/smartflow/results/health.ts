import type * as t from 'io-ts';
import { isRecord } from '../../protocol/codec/record';
import { CacheStats } from './cacheStats';
import { count, many, number, part, shape, text, textOr, words } from './fields';

/** Whether the gateway is there. */
export const Health = shape({ status: textOr('unknown') }, { mode: text });
export interface Health extends t.TypeOf<typeof Health> {}

/** How a provider fares: `healthy`, `degraded` or `unhealthy`. Rates are fractions. */
export const ProviderHealth = shape(
  {
    provider: textOr('unknown'),
    status: textOr('unknown'),
    latency_ms: count,
    success_rate: count,
    error_rate: count,
    requests_total: count,
  },
  { rate_limit_rate: number, last_updated: text },
  ({ latency_ms, avg_latency_ms = latency_ms, requests_total, requests = requests_total }) => ({
    latency_ms: avg_latency_ms,
    requests_total: requests,
  }),
);
export interface ProviderHealth extends t.TypeOf<typeof ProviderHealth> {}

/** How the gateway fares with all that it consists of. `uptime_seconds` are since its start. */
export const SystemHealth = shape(
  {
    status: textOr('unknown'),
    uptime_seconds: count,
    version: textOr('unknown'),
    providers: many(ProviderHealth),
    cache: part(CacheStats),
    timestamp: words,
  },
  {},
  ({ providers }) => ({ providers: isRecord(providers) ? listed(providers) : providers }),
);
export interface SystemHealth extends t.TypeOf<typeof SystemHealth> {}

/** The providers of an object that has each under its name. */
function listed(providers: Readonly<Record<string, unknown>>): unknown[] {
  return Object.entries(providers).map(([provider, health]) => ({
    provider,
    ...(isRecord(health) ? health : { status: health }),
  }));
}
