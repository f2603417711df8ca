import * as t from 'io-ts';
import { integer, JsonObject } from '../codec/primitives';
import { struct } from '../codec/struct';

/** A saved step of an agent's thread. */
export const Checkpoint = struct(
  'Checkpoint',
  {
    id: t.string,
    threadId: t.string,
    agentId: t.string,
    iteration: integer(0),
    createdAt: t.string,
  },
  { metadata: JsonObject },
);
export interface Checkpoint extends t.TypeOf<typeof Checkpoint> {}
