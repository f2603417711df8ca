import * as t from 'io-ts';
import { integer } from '../codec/primitives';
import { struct } from '../codec/struct';

/** The turn was stopped. Ends its turn. */
export const Cancelled = struct(
  'Cancelled',
  { type: t.literal('cancelled'), status: t.literal(499) },
  {
    requestId: t.string,
    timestamp: integer(),
    data: struct('CancelledData', { status: t.literal(499) }, { requestId: t.string }),
  },
);
export interface Cancelled extends t.TypeOf<typeof Cancelled> {}
