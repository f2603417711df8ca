import type { Service } from '../service';
import type { Conversation, Session } from '../store';

/** What a client is told of its session. */
export function describeSession(
  { sessionId, conversationId, agentId }: Session,
  { userParticipantId, agentParticipantId }: Conversation,
  { agentName }: Service,
) {
  return { sessionId, conversationId, agentId, agentName, userParticipantId, agentParticipantId };
}
