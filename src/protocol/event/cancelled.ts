import * as t from 'io-ts';
import { struct } from '../codec/struct';
import { Status } from '../codes';
import { envelope } from './envelope';

/** The turn was stopped. Terminal. */
export const Cancelled = struct(
  'cancelled',
  { type: t.literal('cancelled'), status: t.literal(Status.CANCELLED) },
  {
    ...envelope,
    data: struct(
      'cancelled.data',
      { status: t.literal(Status.CANCELLED) },
      { requestId: t.string },
    ),
  },
);
export interface Cancelled extends t.TypeOf<typeof Cancelled> {}
