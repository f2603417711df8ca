import * as t from 'io-ts';
import { integer } from '../codec/primitives';
import { struct } from '../codec/struct';
import { JsonObject } from '../codec/primitives';

/** The acknowledgement of a turn (status 202), or the answer to any other request (status 200). */
export const ImmediateResponse = struct(
  'ImmediateResponse',
  { type: t.literal('immediate_response'), data: JsonObject },
  { requestId: t.string, timestamp: integer(), status: integer(), message: t.string },
);
export interface ImmediateResponse extends t.TypeOf<typeof ImmediateResponse> {}
