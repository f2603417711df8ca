import * as t from 'io-ts';
import { integer, JsonObject } from '../codec/primitives';
import { struct } from '../codec/struct';

/** A point of an agent's work that it can be taken up from. */
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
