import type * as t from 'io-ts';
import { turnEvent } from './turnEvent';

/** The turn is still running. */
export const Keepalive = turnEvent('keepalive', {});
export interface Keepalive extends t.TypeOf<typeof Keepalive> {}
