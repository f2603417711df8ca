import type { ServerEvent } from '../../../src/protocol';
import type { ServerOptions } from '../../../src/server/options';
import { connect, labelOf, only, open, say, service } from '../kit';

/** One turn on a new connection, and what it sent. */
export function turn(options: ServerOptions, message = 'Hello', fields: object = {}) {
  const client = connect(service(options));
  const { sessionId, conversationId } = open(client);
  const events = client.send(say(sessionId, message, fields));
  return { client, sessionId, conversationId, events };
}

/** What a turn ended with. */
export function replyOf(events: readonly ServerEvent[]) {
  const { data } = only(events, 'eventual_response').data;
  // What this server sends as `response`.
  const response = data.response as { responseParts: string[]; suggestedNextActions: string[] };
  return { ...data, response, text: response.responseParts.join('') };
}

export function tokensOf(events: readonly ServerEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'stream_token' ? [event.data.token] : []));
}

/** What is stored of the conversation, newest first. */
export function storedIn({
  client,
  sessionId,
}: Pick<ReturnType<typeof turn>, 'client' | 'sessionId'>) {
  const [page] = client.send({ action: 'get_conversation_messages', sessionId });
  if (page?.type !== 'immediate_response') throw new Error('there is no history');
  return page.data['messages'] as readonly { direction: string; content: { text: string } }[];
}

const LETTERS: Readonly<Record<string, string>> = {
  accepted: 'a',
  stream_preamble: 'p',
  stream_reasoning: 'h',
  stream_token: 't',
  toolCall: 'c',
  toolResult: 'r',
  eventual_response: 'e',
  cancelled: 'x',
  INTERNAL_ERROR: 'f',
};

/** One letter per event, for marbles. */
export const letterOf = (event: ServerEvent) => LETTERS[labelOf(event)] ?? '?';
