import type * as t from 'io-ts';
import { tokenEvent } from './tokenEvent';

/** A remark ahead of the answer, at most one per turn. It is no part of the answer and is not stored. */
export const StreamPreamble = tokenEvent('stream_preamble');
export interface StreamPreamble extends t.TypeOf<typeof StreamPreamble> {}
