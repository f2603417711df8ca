import {
  ErrorCode,
  type ClientAction,
  type CreateConversationSession,
  type ErrorEvent,
  type SendMessage,
} from '../../protocol';
import type { Events } from '../events';
import type { Peer } from '../peer';

/** What nobody has to wait with: it ends something, or costs nothing. */
const ALWAYS_TAKEN: ReadonlySet<string> = new Set(['cancel', 'ping']);

/** Why an action is too much, if it is. One that is not refused counts. */
export function refusalOf(action: ClientAction, peer: Peer): ErrorEvent | undefined {
  const { service, requests } = peer;
  const { events, limits } = service;
  if (requests.open >= limits.openRequests && !ALWAYS_TAKEN.has(action.action)) {
    const message = `This connection has ${requests.open} requests without an answer: wait for one.`;
    return events.error(action.requestId, ErrorCode.RATE_LIMITED, message);
  }
  switch (action.action) {
    case 'send_message':
      return refusalOfTurn(action, peer);
    case 'create_conversation_session':
      return refusalOfSession(action, peer);
    default:
      return undefined;
  }
}

function refusalOfSession(
  { requestId }: CreateConversationSession,
  { connectionId, address = connectionId, service: { events, sessionRate } }: Peer,
): ErrorEvent | undefined {
  const retryAfterMs = sessionRate.wait(address);
  if (retryAfterMs > 0) return tooMany('sessions', requestId, retryAfterMs, events);
  sessionRate.count(address);
  return undefined;
}

function refusalOfTurn(
  { requestId, message }: SendMessage,
  { connectionId, address, turn, service }: Peer,
): ErrorEvent | undefined {
  const { events, limits, drain, turnRates } = service;
  if (message.length > limits.messageLength && Array.from(message).length > limits.messageLength) {
    const why = `The message is longer than ${limits.messageLength} characters.`;
    return events.error(requestId, ErrorCode.VALIDATION_ERROR, why);
  }
  if (turn) return undefined; // it will be told that one runs already
  if (drain.hasBegun) {
    const why = 'The server is about to stop: connect again and send the message there.';
    return events.error(requestId, ErrorCode.SERVER_DRAINING, why);
  }

  const { connections, addresses } = turnRates;
  const retryAfterMs = Math.max(
    connections.wait(connectionId),
    address === undefined ? 0 : addresses.wait(address),
  );
  if (retryAfterMs > 0) return tooMany('turns', requestId, retryAfterMs, events);
  connections.count(connectionId);
  if (address !== undefined) addresses.count(address);
  return undefined;
}

function tooMany(
  what: string,
  requestId: string | undefined,
  retryAfterMs: number,
  events: Events,
): ErrorEvent {
  const seconds = Math.ceil(retryAfterMs / 1000);
  const why = `Too many ${what} within a minute: try again in ${seconds} s.`;
  return events.error(requestId, ErrorCode.RATE_LIMITED, why, { retryAfterMs });
}
