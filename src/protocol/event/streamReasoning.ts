import * as t from 'io-ts';
import { integer } from '../codec/primitives';
import { struct } from '../codec/struct';

/** A piece of what the model thinks before it answers. Few servers send it. */
export const StreamReasoning = struct(
  'StreamReasoning',
  {
    type: t.literal('stream_reasoning'),
    data: struct('StreamReasoningData', { requestId: t.string, token: t.string }),
  },
  { requestId: t.string, timestamp: integer(), token: t.string },
);
export interface StreamReasoning extends t.TypeOf<typeof StreamReasoning> {}
