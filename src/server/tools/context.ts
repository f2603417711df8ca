import type { ToolContext } from '../tools';
import type { Transcript, Turn } from '../transcript';
import { fitting } from './directive';

/** What the tools of a turn are run with; `signal` is each run's own. */
export function contextOf(turn: Turn, transcript: Transcript): Omit<ToolContext, 'signal'> {
  const { session, principal, service } = turn;
  return {
    sessionId: session.sessionId,
    conversationId: session.conversationId,
    ...(principal && { principal }),
    clock: service.clock,
    ids: service.ids,
    cite: (passages) => {
      transcript.found.push(...passages);
    },
    direct: (directive) => {
      transcript.directive = fitting(directive);
    },
  };
}
