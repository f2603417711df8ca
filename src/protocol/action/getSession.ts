import * as t from 'io-ts';
import { struct } from '../codec/struct';
import { SessionStatus } from '../domain/session';
import { envelope } from './envelope';

/** Asks for a session. */
export const GetSession = struct(
  'get_session',
  { action: t.literal('get_session'), sessionId: t.string },
  envelope,
);
export interface GetSession extends t.TypeOf<typeof GetSession> {}

/** What the server knows of a session: two servers tell all of it, the others the required fields. */
export const GetSessionResponse = struct(
  'get_session response',
  { sessionId: t.string, conversationId: t.string, agentName: t.string },
  {
    agentId: t.string,
    userParticipantId: t.string,
    agentParticipantId: t.string,
    threadId: t.string,
    status: SessionStatus,
  },
);
export interface GetSessionResponse extends t.TypeOf<typeof GetSessionResponse> {}
