import { setting } from '../setting';
import { limit, limitOfTime, wholeNumber } from '../values';

/** What one client may ask of the server. */
export const LIMITS = {
  'limits.frameBytes': setting({
    type: wholeNumber(1),
    default: 1_048_576,
    help: 'the largest frame that is read, in bytes',
  }),
  'limits.messageLength': setting({
    type: wholeNumber(1, 10_000),
    default: 10_000,
    help: 'the longest message, in characters',
  }),
  'limits.turnsPerMinute': setting({
    type: limit,
    default: 600,
    help: 'turns that a connection may begin within any minute',
  }),
  'limits.addressTurnsPerMinute': setting({
    type: limit,
    default: 6000,
    help: 'the same for all connections from one address',
  }),
  'limits.addressSessionsPerMinute': setting({
    type: limit,
    default: 6000,
    help: 'sessions that one address may open within any minute',
  }),
  'limits.addressConnections': setting({
    type: limit,
    default: 1000,
    help: 'connections that one address may have',
  }),
  'limits.openRequests': setting({
    type: limit,
    default: 100,
    help: 'requests of a connection that may wait for their answer',
  }),
  'limits.outboundBytes': setting({
    type: limit,
    default: 4_194_304,
    help: 'bytes that may wait for a client that reads too slowly',
  }),
  'limits.slowReaderTimeout': setting({
    type: limitOfTime,
    default: 30_000,
    help: 'how long a client may stay behind with reading, in milliseconds',
  }),
  'limits.idleTimeout': setting({
    type: limitOfTime,
    default: 3_600_000,
    help: 'how long a connection may be idle, in milliseconds',
  }),
  keepaliveInterval: setting({
    type: limitOfTime,
    default: 30_000,
    help: 'how long a turn may be silent before its client is told that it goes on, in milliseconds',
  }),
} as const;
