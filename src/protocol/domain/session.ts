import * as t from 'io-ts';
import { nullable } from '../codec/nullable';
import { integer, JsonObject, oneOf } from '../codec/primitives';
import { struct } from '../codec/struct';

/** Whether a session is in use. */
export const SessionStatus = oneOf('active', 'idle', 'ended');
export type SessionStatus = t.TypeOf<typeof SessionStatus>;

/** A session as a server stores it. */
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
    status: SessionStatus,
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
