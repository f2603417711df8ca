import * as t from 'io-ts';
import { integer, present } from '../codec/primitives';
import { isRecord, struct } from '../codec/struct';

const Fault = struct('Fault', { code: t.string, message: t.string });

const Exact = struct(
  'ErrorEvent',
  {
    type: t.literal('error'),
    data: struct('ErrorEventData', { error: Fault }, { requestId: t.string, details: present }),
  },
  { requestId: t.string, timestamp: integer(), error: Fault },
);

/**
 * Something was refused or failed. It ends a turn only if the turn itself failed.
 *
 * The error is sent twice, and required in `data` alone; a server that sends just the outer one is
 * understood too.
 */
export const ErrorEvent = new t.Type<t.TypeOf<typeof Exact>>(
  Exact.name,
  Exact.is,
  (u, context) => Exact.validate(withInnerError(u), context),
  Exact.encode,
);
export interface ErrorEvent extends t.TypeOf<typeof ErrorEvent> {}

function withInnerError(u: unknown): unknown {
  if (!isRecord(u) || !Fault.is(u['error'])) return u;
  const data = u['data'] ?? {};
  if (!isRecord(data) || 'error' in data) return u;
  return { ...u, data: { ...data, error: u['error'] } };
}
