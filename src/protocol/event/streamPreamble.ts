import * as t from 'io-ts';
import { integer } from '../codec/primitives';
import { struct } from '../codec/struct';

/** A few words said while the answer is being prepared: at most once a turn, and not part of the reply. */
export const StreamPreamble = struct(
  'StreamPreamble',
  {
    type: t.literal('stream_preamble'),
    data: struct('StreamPreambleData', { requestId: t.string, token: t.string }),
  },
  { requestId: t.string, timestamp: integer(), token: t.string },
);
export interface StreamPreamble extends t.TypeOf<typeof StreamPreamble> {}
