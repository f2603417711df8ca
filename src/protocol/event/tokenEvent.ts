import * as t from 'io-ts';
import { guarded } from '../codec/guarded';
import { turnEvent } from './turnEvent';

/** The codec of an event that carries a token, in its envelope and in its data. */
export function tokenEvent<const T extends string>(type: T) {
  return guarded(turnEvent(type, { token: t.string }, {}, { token: t.string }), (u) =>
    isTokenEvent(u, type),
  );
}

/** Such events come once per token: the field names are spelled out, so that each is a fast load. */
function isTokenEvent(u: unknown, type: string): boolean {
  if (typeof u !== 'object' || u === null) return false;
  const { type: tag, requestId, timestamp, token, data } = u as Fields;
  if (tag !== type || typeof data !== 'object' || data === null || Array.isArray(data))
    return false;
  return (
    typeof data.requestId === 'string' &&
    typeof data.token === 'string' &&
    (requestId === undefined || typeof requestId === 'string') &&
    (timestamp === undefined || Number.isInteger(timestamp)) &&
    (token === undefined || typeof token === 'string')
  );
}

interface Fields {
  type?: unknown;
  requestId?: unknown;
  timestamp?: unknown;
  token?: unknown;
  data?: { requestId?: unknown; token?: unknown } | null;
}
