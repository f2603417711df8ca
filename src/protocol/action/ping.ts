import * as t from 'io-ts';
import { struct } from '../codec/struct';
import { envelope } from './envelope';

/** Asks whether the server is there. Answered by `pong`. */
export const Ping = struct('ping', { action: t.literal('ping') }, envelope);
export interface Ping extends t.TypeOf<typeof Ping> {}
