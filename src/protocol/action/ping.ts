import * as t from 'io-ts';
import { struct } from '../codec/struct';
import { tolerant } from '../codec/tolerant';

/** Asks for a `pong`. */
export const Ping = struct(
  'Ping',
  { action: t.literal('ping') },
  { requestId: tolerant(t.string) },
);
export interface Ping extends t.TypeOf<typeof Ping> {}
