import * as t from 'io-ts';
import { SendMessageResponse } from '../action/sendMessage';
import { integer } from '../codec/primitives';
import { struct } from '../codec/struct';
import { envelope } from './envelope';

/** The answer of a turn, whole and authoritative. Terminal. */
export const EventualResponse = struct(
  'EventualResponse',
  {
    type: t.literal('eventual_response'),
    data: struct('EventualResponseData', {
      requestId: t.string,
      status: integer(),
      data: SendMessageResponse,
    }),
  },
  { ...envelope, status: integer() },
);
export interface EventualResponse extends t.TypeOf<typeof EventualResponse> {}
