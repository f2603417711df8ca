import * as t from 'io-ts';
import { nullable } from '../codec/nullable';
import { JsonObject } from '../codec/primitives';
import { struct } from '../codec/struct';
import { turnEvent } from './turnEvent';

/**
 * A step of the agent. Of its state, servers send `rawResponse` alone, with the call of a tool or
 * its result: read them with {@link toolActivity}.
 */
export const StreamChunk = turnEvent(
  'stream_chunk',
  {
    node: t.string,
    state: struct(
      'stream_chunk.state',
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
  { node: t.string },
);
export interface StreamChunk extends t.TypeOf<typeof StreamChunk> {}
