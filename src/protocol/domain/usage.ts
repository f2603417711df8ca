import type * as t from 'io-ts';
import { integer, numeric } from '../codec/primitives';
import { struct } from '../codec/struct';

/** What a turn cost, summed over its model calls. `costUsd` is in US dollars and may be 0. */
export const Usage = struct(
  'Usage',
  {},
  { costUsd: numeric(), promptTokens: integer(), completionTokens: integer() },
);
export interface Usage extends t.TypeOf<typeof Usage> {}
