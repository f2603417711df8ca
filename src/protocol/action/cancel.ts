import * as t from 'io-ts';
import { struct } from '../codec/struct';
import { tolerant } from '../codec/tolerant';

/** Stops the turn that runs on the connection, whatever the fields say. */
export const Cancel = struct(
  'Cancel',
  { action: t.literal('cancel') },
  { requestId: tolerant(t.string), sessionId: tolerant(t.string) },
);
export interface Cancel extends t.TypeOf<typeof Cancel> {}
