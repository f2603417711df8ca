import * as t from 'io-ts';
import { struct } from '../codec/struct';
import { integer, JsonObject } from '../codec/primitives';
import { notBlank, tolerant, tolerantList } from '../codec/tolerant';

/** Proof by the host of who is talking. `timestamp` is in epoch milliseconds. */
const AuthContext = struct('AuthContext', {
  userId: t.string,
  signature: t.string,
  timestamp: integer(),
});

/** Begins a conversation with an agent, or with `conversationId` takes one up again. */
export const CreateConversationSession = struct(
  'CreateConversationSession',
  { action: t.literal('create_conversation_session'), agentId: notBlank },
  {
    requestId: tolerant(t.string),
    userName: tolerant(t.string),
    userEmail: tolerant(t.string),
    browserFingerprint: tolerant(t.string),
    supports: tolerantList(t.string),
    metadata: tolerant(JsonObject),
    authContext: tolerant(AuthContext),
    conversationId: tolerant(t.string),
  },
);
export interface CreateConversationSession extends t.TypeOf<typeof CreateConversationSession> {}

/** The session that was created, and the conversation it is on. */
export const CreateConversationSessionResponse = struct(
  'CreateConversationSessionResponse',
  {
    sessionId: t.string,
    conversationId: t.string,
    agentName: t.string,
    userParticipantId: t.string,
    agentParticipantId: t.string,
  },
  { agentId: t.string },
);
export interface CreateConversationSessionResponse extends t.TypeOf<
  typeof CreateConversationSessionResponse
> {}
