import * as t from 'io-ts';
import { integer, JsonObject, nullable, oneOf } from '../codec/primitives';
import { struct } from '../codec/struct';

/** A session as it is stored. */
export const Session = struct(
  'Session',
  {
    sessionId: t.string,
    conversationId: t.string,
    organizationId: t.string,
    agentName: t.string,
    userParticipantId: t.string,
    agentParticipantId: t.string,
    threadId: t.string,
  },
  {
    agentId: t.string,
    status: oneOf('active', 'idle', 'ended'),
    tokenCount: integer(0),
    messageCount: integer(0),
    metadata: JsonObject,
    createdAt: t.string,
    updatedAt: t.string,
    endedAt: nullable(t.string),
    lastActivityAt: t.string,
  },
);
export interface Session extends t.TypeOf<typeof Session> {}
