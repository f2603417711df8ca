import * as t from 'io-ts';
import { struct } from '../../../protocol/codec/struct';
import { integer } from '../../../protocol/codec/primitives';
import type { Handler } from '../call';
import { wrapped } from '../http/wrapped';
import { refuse } from '../http/problem';
import { readBody } from '../http/readBody';
import { PROVIDERS } from '../model/providers';

const OverrideBody = struct('Override', { provider: t.string, ttl_minutes: integer(0) });

/** `GET /api/routing/status`. */
export const routingStatus: Handler = ({ world: { routing, ledger, shapes } }) => {
  const forced = routing.current();
  const failed = ledger.logs.find(({ metrics }) => !metrics.success);
  const status = {
    active_provider: forced?.provider ?? PROVIDERS[0],
    fallback_chain: PROVIDERS,
    override: forced ? { provider: forced.provider, expires_at: iso(forced.until) } : null,
    last_failure: failed ? { provider: failed.provider, timestamp: failed.timestamp } : null,
  };
  return wrapped('data', status, shapes);
};

/** `POST /api/routing/override`. */
export const forceProvider: Handler = ({ request, world: { routing, now } }) => {
  const { provider, ttl_minutes } = readBody(OverrideBody, request);
  if (!PROVIDERS.some((one) => one === provider)) refuse(400, `No provider "${provider}".`);
  routing.force(provider, ttl_minutes);
  return Response.json({
    success: true,
    provider,
    ttl_minutes,
    expires_at: iso(now() + ttl_minutes * 60_000),
  });
};

const iso = (at: number) => new Date(at).toISOString();
