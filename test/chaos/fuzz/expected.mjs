// @ts-check
import { errorOf } from 'smooth-operator-rx/protocol';

/** @typedef {ReturnType<typeof import('smooth-operator-rx/protocol').decodeServerEvent>} Decoded */
/** @typedef {import('smooth-operator-rx/protocol').ServerEvent} ServerEvent */
/** @typedef {import('./table.mjs').Told} Told */

/** The errors that do not end the turn whose id they carry. */
const HARMLESS = [
  'NO_PENDING_CONFIRMATION',
  'NO_PENDING_INTERACTION',
  'INTERACTION_MISMATCH',
  'OTP_SEND_FAILED',
];
const TERMINAL = ['eventual_response', 'cancelled', 'error'];

/**
 * What a client has to have told after one more frame: one thing more, to one of those who listen.
 *
 * @param {Told} before
 * @param {Decoded} decoded
 * @param {readonly string[]} live the ids of the turns
 * @returns {Told}
 */
export function toldAfter(before, decoded, live) {
  if (decoded._tag === 'Right')
    return toldOf(before, decoded.right, live.indexOf(idOf(decoded.right)));
  const { kind, tag = '', requestId = '' } = decoded.left;
  if (kind === 'unknown_tag') return { ...before, unknownEvents: before.unknownEvents + 1 };
  const isEnd = kind === 'wrong_shape' && TERMINAL.includes(tag);
  return {
    ...before,
    protocolErrors: before.protocolErrors + 1,
    ended: isEnd ? withAt(before.ended, live.indexOf(requestId), 'failed') : before.ended,
  };
}

/**
 * @param {Told} before
 * @param {ServerEvent} event
 * @param {number} turn
 * @returns {Told}
 */
function toldOf(before, event, turn) {
  if (turn < 0) return { ...before, uncorrelated: before.uncorrelated + 1 };
  return {
    ...before,
    heard: before.heard.map((count, at) => (at === turn ? count + 1 : count)),
    ended: withAt(before.ended, turn, endOf(event)),
  };
}

/** @param {ServerEvent} event */
function idOf(event) {
  if (event.requestId !== undefined) return event.requestId;
  if (event.type === 'pong' || event.type === 'immediate_response') return '';
  return event.data?.requestId ?? '';
}

/** @param {ServerEvent} event */
function endOf(event) {
  if (event.type === 'error') return HARMLESS.includes(errorOf(event).code) ? undefined : 'failed';
  return TERMINAL.includes(event.type) ? 'completed' : undefined;
}

/**
 * @template T
 * @param {readonly T[]} values
 * @param {number} index
 * @param {T} value
 */
function withAt(values, index, value) {
  return values.map((old, at) => (at === index ? value : old));
}
