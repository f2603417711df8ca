import * as t from 'io-ts';
import { isRecord } from '../codec/record';
import { repaired } from '../codec/repaired';
import { struct } from '../codec/struct';
import { envelope } from './envelope';

const ErrorBody = struct('error', { code: t.string, message: t.string });

/**
 * Something was refused or went wrong; it ends a turn only if that turn itself failed. Servers send
 * the error twice, in the envelope and in `data`; one that sends the first alone is decoded as if it
 * had sent both.
 */
export const ErrorEvent = repaired(
  struct(
    'error',
    {
      type: t.literal('error'),
      data: struct('error.data', { error: ErrorBody }, { requestId: t.string, details: t.unknown }),
    },
    { ...envelope, error: ErrorBody },
  ),
  errorIntoData,
);
export interface ErrorEvent extends t.TypeOf<typeof ErrorEvent> {}

function errorIntoData(u: unknown): unknown {
  if (!isRecord(u) || !isRecord(u['error'])) return u;
  const data = u['data'] ?? {};
  if (!isRecord(data) || (data['error'] ?? undefined) !== undefined) return u;
  return { ...u, data: { ...data, error: u['error'] } };
}
