import * as t from 'io-ts';
import { integer } from '../codec/primitives';
import { struct } from '../codec/struct';

/** What a turn cost, summed over the calls of the model. */
export const Usage = struct(
  'Usage',
  {},
  { costUsd: t.number, promptTokens: integer(), completionTokens: integer() },
);
export interface Usage extends t.TypeOf<typeof Usage> {}
