import type { Observable } from 'rxjs';
import type { JsonObject } from '../../protocol/codec/primitives';
import type { CallOptions } from '../options';
import type { CacheStats } from '../results/cacheStats';
import type { ProviderHealth, SystemHealth } from '../results/health';
import type { VASLog } from '../results/vasLog';

export interface LogFilter extends CallOptions {
  readonly provider?: string;
  readonly model?: string;
  /** How many days back. @defaultValue 30 */
  readonly days?: number;
}

export interface LogPageOptions extends LogFilter {
  /** How many at most. @defaultValue 100 */
  readonly limit?: number;
  /** How many newer ones to leave out. @defaultValue 0 */
  readonly offset?: number;
}

export interface LogOptions extends LogFilter {
  /** How many logs a page has. @defaultValue 100 */
  readonly pageSize?: number;
  /**
   * Asks for the next page: when it next emits after a page has been delivered. Its completion ends
   * the logs there. @defaultValue at once
   */
  readonly more$?: Observable<unknown>;
}

export interface AnalyticsOptions extends CallOptions {
  /** ISO 8601, such as `2026-02-01`. */
  readonly startDate?: string;
  readonly endDate?: string;
}

export interface BridgeLogOptions extends CallOptions {
  /** @defaultValue 100 */
  readonly limit?: number;
}

export interface OverrideOptions extends CallOptions {
  /** For how long, in seconds. The gateway counts minutes, begun ones too. @defaultValue 300 */
  readonly durationSeconds?: number;
}

/** How the gateway fares, what it has on record, where it routes. */
export interface MonitoringMethods {
  /** What the cache did; in direct mode what this client counted, all of it misses. */
  getCacheStats(options?: CallOptions): Observable<CacheStats>;
  healthComprehensive(options?: CallOptions): Observable<SystemHealth>;
  getProviderHealth(options?: CallOptions): Observable<readonly ProviderHealth[]>;
  /** One page of the audit logs, newest first. */
  getLogs(options?: LogPageOptions): Observable<readonly VASLog[]>;
  /** Logs of all instances, as the bridge has them. */
  getLogsHybrid(options?: BridgeLogOptions): Observable<readonly JsonObject[]>;
  getAnalytics(options?: AnalyticsOptions): Observable<JsonObject>;
  /** The provider in use, its fallbacks, the last failure. */
  getRoutingStatus(options?: CallOptions): Observable<JsonObject>;
  /** Sends everything to one provider for a while. */
  forceProvider(provider: string, options?: OverrideOptions): Observable<JsonObject>;
}

export interface LogStreams {
  /**
   * All audit logs, newest first, a page at a time: the next is fetched when the last log of the one
   * before is delivered, or when `more$` asks.
   *
   * ```
   * logs({ pageSize: 2 })  l1-l2-----l3-l4-----|
   * fetched                page 1    page 2    page 3, empty
   * ```
   *
   * Leaving, as `take(3)` does, fetches no more. A log written meanwhile moves the others down, and
   * those that were delivered are not delivered again.
   */
  logs(options?: LogOptions): Observable<VASLog>;
}
