// @ts-check
import { randomFrom } from '../random.mjs';
import { RECOVERY, STEPS, stepsOf } from './steps.mjs';

/** @typedef {import('../proxy/frameProxy.mjs').FrameFault} FrameFault */
/** @typedef {import('../proxy/tcpProxy.mjs').ByteFault} ByteFault */
/** @typedef {import('../proxy/tcpProxy.mjs').DialFault} DialFault */
/** @typedef {import('../random.mjs').Random} Random */

/**
 * What is asked for: an answer, one that takes the model a while, one for which it looks something
 * up, or one for which it writes something, with a person's approval.
 *
 * @typedef {'say' | 'ponder' | 'look' | 'write'} Kind
 */

/**
 * @typedef {object} Fault
 * @property {string} kind as the figures name it
 * @property {string} step as the figures name it
 * @property {FrameFault | ByteFault | DialFault} fault
 */

/**
 * One turn, and what is to go wrong in it.
 *
 * @typedef {object} Plan
 * @property {number} n
 * @property {Kind} kind
 * @property {string} text
 * @property {boolean} isUnique whether no other turn says the same
 * @property {boolean} retries whether `retryTurn` watches over it
 * @property {number | undefined} leaveAfter after how many events its subscriber leaves
 * @property {readonly Fault[]} faults one after another; the second meets the attempt to recover
 */

/** Every code that a peer may close with, and two without a close frame of its own. */
const CODES = /** @type {const} */ ([
  1000, 1001, 1005, 1006, 1008, 1009, 1011, 1012, 1013, 4401, 4403, 4429,
]);
const KINDS = /** @type {const} */ (['say', 'say', 'look', 'write', 'write']);
const BUSY = 'HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\r\n';
const UNKNOWN = '{"type":"of_a_newer_server","data":{}}';

/**
 * The same for the same seed and number, whatever happened before.
 *
 * @param {number} seed
 * @param {number} n
 * @param {boolean} opens whether the turn opens a connection of its own
 * @returns {Plan}
 */
export function planOf(seed, n, opens) {
  const random = randomFrom(seed, n);
  const kind = random.chance(0.02) ? 'ponder' : random.pick(KINDS);
  const isUnique = kind !== 'say' || random.chance(0.7);
  const faults = [faultOf(random, kind, opens)];
  if (random.chance(0.25)) faults.push(laterFaultOf(random));
  return {
    n,
    kind,
    // The number twice: one that was changed on its way is nobody else's.
    text: isUnique ? `${kind} ${n} ${n}` : 'say yes',
    isUnique,
    retries: random.chance(0.5),
    leaveAfter: random.chance(0.05) ? random.int(1, 8) : undefined,
    faults,
  };
}

/**
 * @param {Random} random
 * @param {Kind} kind
 * @param {boolean} opens
 * @returns {Fault}
 */
function faultOf(random, kind, opens) {
  const level = random.next();
  if (opens && level < 0.15) return dialFault(random);
  if (level < 0.35) return byteFault(random, opens);
  return frameFault(random, random.pick(stepsOf(kind, opens)));
}

/**
 * @param {Random} random
 * @returns {Fault}
 */
function laterFaultOf(random) {
  return random.chance(0.4) ? dialFault(random) : frameFault(random, random.pick(RECOVERY));
}

/**
 * @param {Random} random
 * @returns {Fault}
 */
function dialFault(random) {
  /** @type {DialFault} */
  const fault = random.pick([
    { kind: 'refuse' },
    { kind: 'stall' },
    { kind: 'answer', text: BUSY },
    { kind: 'answer', text: 'This is no HTTP.\r\n\r\n' },
  ]);
  return { kind: fault.kind, step: 'dial', fault };
}

/**
 * @param {Random} random
 * @param {boolean} opens
 * @returns {Fault}
 */
function byteFault(random, opens) {
  const kind = random.pick(/** @type {const} */ (['cut', 'halfOpen', 'corrupt', 'delay']));
  const direction = random.pick(/** @type {const} */ (['up', 'down']));
  // As much as a turn says, and a handshake before it.
  const most = (direction === 'up' ? 250 : 900) + (opens ? 500 : 0);
  const fault = { kind, direction, after: random.int(0, most), ms: delayOf(random) };
  return { kind, step: 'bytes', fault };
}

/**
 * Mostly a moment, now and then longer than a client is silent about.
 *
 * @param {Random} random
 */
function delayOf(random) {
  return random.chance(0.1) ? random.int(800, 2_000) : random.int(1, 300);
}

/**
 * @param {Random} random
 * @param {import('./steps.mjs').StepName} step
 * @returns {Fault}
 */
function frameFault(random, step) {
  const kind = random.pick(
    /** @type {const} */ ([
      ...['close', 'close', 'close', 'closeAfter', 'closeAfter'],
      ...['duplicate', 'corrupt', 'binary', 'insert', 'delay'],
    ]),
  );
  const fault = /** @type {FrameFault} */ ({
    ...STEPS[step],
    kind,
    nth: step === 'token' ? random.int(0, 3) : step === 'tool told' ? random.int(0, 1) : 0,
    code: random.pick(CODES),
    text: random.pick(['{', UNKNOWN, '[]', '7']),
    ms: delayOf(random),
  });
  return { kind, step, fault };
}
