import * as t from 'io-ts';
import { listOfFitting } from '../codec/list';
import { integer, JsonObject, matching } from '../codec/primitives';
import { repaired } from '../codec/repaired';
import { struct } from '../codec/struct';
import { tolerant } from '../codec/tolerant';
import { envelope } from './envelope';

const AgentId = repaired(
  matching(/^\S(?:[\s\S]*\S)?$/, 'non-blank string without surrounding space'),
  (u) => (typeof u === 'string' ? u.trim() : u),
);

/** Who the user is, signed by the host page: hex HMAC-SHA256 over `userId:timestamp`. */
export const AuthContext = struct('AuthContext', {
  userId: t.string,
  signature: t.string,
  timestamp: integer(),
});
export interface AuthContext extends t.TypeOf<typeof AuthContext> {}

/**
 * Opens a session with an agent. `conversationId` takes up an earlier conversation; `supports` says
 * which cards the client can show.
 */
export const CreateConversationSession = struct(
  'create_conversation_session',
  { action: t.literal('create_conversation_session'), agentId: AgentId },
  {
    ...envelope,
    conversationId: tolerant(t.string),
    userName: tolerant(t.string),
    userEmail: tolerant(t.string),
    browserFingerprint: tolerant(t.string),
    supports: listOfFitting(t.string),
    metadata: tolerant(JsonObject),
    authContext: tolerant(AuthContext),
  },
);
export interface CreateConversationSession extends t.TypeOf<typeof CreateConversationSession> {}

/** The session that was opened. */
export const CreateConversationSessionResponse = struct(
  'create_conversation_session response',
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
