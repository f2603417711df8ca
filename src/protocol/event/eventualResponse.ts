import type * as t from 'io-ts';
import { SendMessageResponse } from '../action/sendMessage';
import { integer } from '../codec/primitives';
import { turnEvent } from './turnEvent';

/** The answer of a turn, whole and authoritative. Terminal. */
export const EventualResponse = turnEvent(
  'eventual_response',
  { status: integer(), data: SendMessageResponse },
  {},
  { status: integer() },
);
export interface EventualResponse extends t.TypeOf<typeof EventualResponse> {}
