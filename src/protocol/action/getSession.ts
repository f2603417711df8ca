import * as t from 'io-ts';
import { struct } from '../codec/struct';
import { oneOf } from '../codec/primitives';
import { tolerant } from '../codec/tolerant';

/** Asks for what the server knows of a session. */
export const GetSession = struct(
  'GetSession',
  { action: t.literal('get_session'), sessionId: t.string },
  { requestId: tolerant(t.string) },
);
export interface GetSession extends t.TypeOf<typeof GetSession> {}

/** A session. Servers should send all ids; some leave out those of the agent and the participants. */
export const GetSessionResponse = struct(
  'GetSessionResponse',
  {
    sessionId: t.string,
    conversationId: t.string,
    agentName: t.string,
  },
  {
    agentId: tolerant(t.string),
    userParticipantId: t.string,
    agentParticipantId: t.string,
    threadId: t.string,
    status: oneOf('active', 'idle', 'ended'),
  },
);
export interface GetSessionResponse extends t.TypeOf<typeof GetSessionResponse> {}
