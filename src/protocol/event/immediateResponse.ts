import * as t from 'io-ts';
import { integer, JsonObject } from '../codec/primitives';
import { repaired } from '../codec/repaired';
import { struct } from '../codec/struct';
import { tolerant } from '../codec/tolerant';
import { envelope } from './envelope';

/**
 * The answer to an action: status 202 acknowledges a turn, 200 answers everything else. What `data`
 * holds depends on the action, see {@link actionResponses}.
 */
export const ImmediateResponse = struct(
  'immediate_response',
  { type: t.literal('immediate_response'), data: repaired(JsonObject, (data) => data ?? {}) },
  { ...envelope, status: integer(), message: tolerant(t.string) },
);
export interface ImmediateResponse extends t.TypeOf<typeof ImmediateResponse> {}
