import * as t from 'io-ts';
import { struct } from '../codec/struct';
import { envelope } from './envelope';

/** The turn is still running. */
export const Keepalive = struct(
  'Keepalive',
  {
    type: t.literal('keepalive'),
    data: struct('KeepaliveData', { requestId: t.string }),
  },
  envelope,
);
export interface Keepalive extends t.TypeOf<typeof Keepalive> {}
