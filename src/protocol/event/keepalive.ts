import * as t from 'io-ts';
import { integer } from '../codec/primitives';
import { struct } from '../codec/struct';

/** A sign of life during a long turn. */
export const Keepalive = struct(
  'Keepalive',
  { type: t.literal('keepalive'), data: struct('KeepaliveData', { requestId: t.string }) },
  { requestId: t.string, timestamp: integer() },
);
export interface Keepalive extends t.TypeOf<typeof Keepalive> {}
