import * as t from 'io-ts';
import { integer } from '../codec/primitives';
import { struct } from '../codec/struct';
import { envelope } from './envelope';

/** The answer to `ping`. `data` is the server's clock in epoch milliseconds; most servers leave it out. */
export const Pong = struct(
  'pong',
  { type: t.literal('pong') },
  { ...envelope, data: struct('pong.data', { timestamp: integer() }) },
);
export interface Pong extends t.TypeOf<typeof Pong> {}
