import * as t from 'io-ts';
import { integer } from '../codec/primitives';
import { struct } from '../codec/struct';
import { JsonObject, nullable } from '../codec/primitives';

/** A step of the agent: the node it is at, and what came of it. Tool calls and results travel in `state.rawResponse`. */
export const StreamChunk = struct(
  'StreamChunk',
  {
    type: t.literal('stream_chunk'),
    data: struct(
      'StreamChunkData',
      {
        requestId: t.string,
        node: t.string,
        state: struct(
          'StreamChunkState',
          {},
          {
            rawResponse: t.unknown,
            structuredResponse: t.unknown,
            pendingWriteConfirmation: nullable(JsonObject),
            pendingOtpVerification: nullable(JsonObject),
          },
        ),
      },
      { done: t.boolean },
    ),
  },
  { requestId: t.string, timestamp: integer(), node: t.string },
);
export interface StreamChunk extends t.TypeOf<typeof StreamChunk> {}
