import * as t from 'io-ts';
import { integer } from '../codec/primitives';
import { struct } from '../codec/struct';

/** The answer to a ping. */
export const Pong = struct(
  'Pong',
  { type: t.literal('pong') },
  { requestId: t.string, timestamp: integer(), data: struct('PongData', { timestamp: integer() }) },
);
export interface Pong extends t.TypeOf<typeof Pong> {}
