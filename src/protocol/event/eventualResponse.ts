import * as t from 'io-ts';
import { integer } from '../codec/primitives';
import { struct } from '../codec/struct';
import { JsonObject, list, nullable, present } from '../codec/primitives';
import { Citation } from '../domain/citation';
import { Usage } from '../domain/usage';

/** The authoritative answer. Ends its turn. */
export const EventualResponse = struct(
  'EventualResponse',
  {
    type: t.literal('eventual_response'),
    data: struct('EventualResponseData', {
      requestId: t.string,
      status: integer(),
      data: struct(
        'EventualResponsePayload',
        { messageId: t.string, response: present },
        {
          needsEscalation: t.boolean,
          escalationReason: t.string,
          usage: Usage,
          citations: list(Citation),
          directive: nullable(JsonObject),
        },
      ),
    }),
  },
  { requestId: t.string, timestamp: integer(), status: integer() },
);
export interface EventualResponse extends t.TypeOf<typeof EventualResponse> {}
