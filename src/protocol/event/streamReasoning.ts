import type * as t from 'io-ts';
import { tokenEvent } from './tokenEvent';

/** A piece of the model's reasoning. It is no part of the answer. */
export const StreamReasoning = tokenEvent('stream_reasoning');
export interface StreamReasoning extends t.TypeOf<typeof StreamReasoning> {}
