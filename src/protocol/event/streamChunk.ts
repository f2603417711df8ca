import * as t from 'io-ts';
import { guarded } from '../codec/guarded';
import { nullable } from '../codec/nullable';
import { JsonObject } from '../codec/primitives';
import { isRecord } from '../codec/record';
import { struct } from '../codec/struct';
import { envelope } from './envelope';

/**
 * A step of the agent. Of its state, servers send `rawResponse` alone, with the call of a tool or
 * its result: read them with {@link toolActivity}.
 */
export const StreamChunk = guarded(
  struct(
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
    { ...envelope, node: t.string },
  ),
  isStreamChunk,
);
export interface StreamChunk extends t.TypeOf<typeof StreamChunk> {}

/** Field names spelled out, as in {@link tokenEvent}. */
function isStreamChunk(u: unknown): boolean {
  if (!isRecord(u)) return false;
  const { type, requestId, timestamp, node, data } = u as Fields;
  if (type !== 'stream_chunk' || !isRecord(data)) return false;
  const { state } = data;
  return (
    typeof data.requestId === 'string' &&
    typeof data.node === 'string' &&
    isRecord(state) &&
    isPending(state.pendingWriteConfirmation) &&
    isPending(state.pendingOtpVerification) &&
    (data.done === undefined || typeof data.done === 'boolean') &&
    (requestId === undefined || typeof requestId === 'string') &&
    (timestamp === undefined || Number.isInteger(timestamp)) &&
    (node === undefined || typeof node === 'string')
  );
}

function isPending(u: unknown): boolean {
  return u === undefined || u === null || isRecord(u);
}

interface Fields {
  type?: unknown;
  requestId?: unknown;
  timestamp?: unknown;
  node?: unknown;
  data?: {
    requestId?: unknown;
    node?: unknown;
    done?: unknown;
    state?: { pendingWriteConfirmation?: unknown; pendingOtpVerification?: unknown };
  };
}
