import * as t from 'io-ts';
import { struct } from '../codec/struct';
import { tolerant } from '../codec/tolerant';
import { envelope } from './envelope';

/** Stops the connection's turn, whatever ids it names: both are advisory. */
export const Cancel = struct(
  'cancel',
  { action: t.literal('cancel') },
  { ...envelope, sessionId: tolerant(t.string) },
);
export interface Cancel extends t.TypeOf<typeof Cancel> {}
