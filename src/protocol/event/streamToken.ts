import * as t from 'io-ts';
import { integer } from '../codec/primitives';
import { struct } from '../codec/struct';

/** A piece of the answer as the model writes it. The token is mirrored; `data.token` is the one to read. */
export const StreamToken = struct(
  'StreamToken',
  {
    type: t.literal('stream_token'),
    data: struct('StreamTokenData', { requestId: t.string, token: t.string }),
  },
  { requestId: t.string, timestamp: integer(), token: t.string },
);
export interface StreamToken extends t.TypeOf<typeof StreamToken> {}
