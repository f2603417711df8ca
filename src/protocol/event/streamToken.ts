import type * as t from 'io-ts';
import { tokenEvent } from './tokenEvent';

/** A piece of the answer as the model writes it. The token is mirrored; `data.token` is the one to read. */
export const StreamToken = tokenEvent('stream_token');
export interface StreamToken extends t.TypeOf<typeof StreamToken> {}
