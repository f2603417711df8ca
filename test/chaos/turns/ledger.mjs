// @ts-check
import { inspect } from 'node:util';
import { isSmoothOperatorError } from 'smooth-operator-rx';
import { none, Tally } from '../report.mjs';

/** @typedef {import('smooth-operator-rx').SmoothOperatorError} SmoothOperatorError */

/**
 * What became of a turn, as far as its subscriber was told.
 *
 * @typedef {{ readonly how: 'completed' | 'recovered', readonly reply: string }
 *   | { readonly how: 'cancelled' | 'left' | 'hung' }
 *   | { readonly how: 'failed', readonly error: SmoothOperatorError }} Outcome
 */

/**
 * What its line did during a turn.
 *
 * @typedef {object} Damages
 * @property {number} faults in all
 * @property {number} bits turned over
 * @property {number} messages `send_message` frames that were doubled
 * @property {number} frames doubled or made unreadable
 */

/**
 * @typedef {object} Played
 * @property {import('./plan.mjs').Plan} plan
 * @property {Outcome} outcome
 * @property {number} attempts how often it was subscribed to
 * @property {number} offers how often its client offered the message to a server that took it
 * @property {Damages} damages
 * @property {string} tokens what it spoke, over all its attempts
 * @property {number} ms
 */

/** What never happens, whatever goes wrong. */
const RULES = /** @type {const} */ ([
  'hung',
  'ended twice',
  'sent unasked',
  'written twice',
  'given a reply that is not its own',
  'called unsent, and was sent',
  'other failures',
]);
/** @typedef {typeof RULES[number]} Rule */

const NUMBER = /answer number (\d+)/;
/** The kinds of errors that say that nothing was sent. */
const UNSENT = ['offline', 'busy', 'connection', 'unauthorized', 'invalid'];

/** What client and server did, and whether it adds up. */
export class Ledger {
  /** Connections that the server has. */
  serverConnections = 0;
  /** @type {Played[]} */
  played = [];
  /** How many of them met a fault. */
  struck = 0;
  /** @type {string[]} */
  violations = [];
  #broken = new Tally();
  /** What each answer of the model answers. @type {string[]} */
  #answers = [];
  /** How often each message was taken on. */
  #taken = new Tally();
  /** How often the write of each turn has run. */
  #writes = new Tally();
  /** The answers that are kept. @type {Set<string>} */
  #kept = new Set();

  /**
   * @param {Rule} rule
   * @param {unknown} details
   */
  violated(rule, details) {
    this.#broken.add(rule);
    this.violations.push(`${rule}: ${inspect(inShort(details), { depth: 6, breakLength: 120 })}`);
  }

  /** @param {Played} played */
  ended(played) {
    this.played.push(played);
    if (played.damages.faults > 0) this.struck++;
  }

  /** @param {string} said what the model begins to answer; the number of its answer */
  answering(said) {
    return this.#answers.push(said) - 1;
  }

  /** @param {import('smooth-operator-rx/server').StoredMessage} message that the server keeps */
  stored({ direction, text }) {
    if (direction === 'inbound') this.#taken.add(text);
    else this.#kept.add(numberIn(text));
  }

  /** @param {number} turn */
  written(turn) {
    this.#writes.add(`${turn}`);
    return 'written';
  }

  /** Holds what the subscribers were told against what the server did. */
  audit() {
    const told = new Set();
    for (const played of this.played) {
      const { plan, outcome } = played;
      if (outcome.how === 'hung') this.violated('hung', played);
      // A message that its way has doubled is written for as often as it came.
      const writes = this.#writes.count(`${plan.n}`);
      if (writes > 1 + played.damages.messages)
        this.violated('written twice', { ...played, writes });
      if (plan.isUnique) this.#auditSending(played);
      // Nothing says that a bit is wrong in the middle of a text.
      if ('reply' in outcome && played.damages.bits === 0) {
        const number = numberIn(outcome.reply);
        if (!this.#isReplyOf(played, number) || told.has(number)) {
          this.violated('given a reply that is not its own', played);
        }
        told.add(number);
      }
    }
  }

  /**
   * @param {Played} played
   * @param {string} number
   */
  #isReplyOf({ plan, outcome, damages, tokens }, number) {
    const isAnswer = this.#answers[Number(number)] === plan.text && this.#kept.has(number);
    // What was told in between has to be the same, where all of it came.
    const isWhole =
      outcome.how !== 'completed' || damages.frames > 0 || tokens.endsWith(outcome.reply);
    return isAnswer && isWhole;
  }

  /** @param {Played} played */
  #auditSending(played) {
    const { plan, outcome, attempts, offers, damages } = played;
    const taken = this.#taken.count(plan.text);
    const allowed = plan.retries ? attempts : 1;
    if (offers > allowed || taken > allowed + damages.messages)
      this.violated('sent unasked', { ...played, taken });
    if (taken > 0 && attempts === 1 && damages.bits === 0 && isCalledUnsent(outcome)) {
      this.violated('called unsent, and was sent', played);
    }
  }

  /** How many turns came to each end. */
  outcomes() {
    const outcomes = new Tally();
    for (const { outcome } of this.played) outcomes.add(nameOf(outcome));
    return outcomes;
  }

  rows() {
    return RULES.map((rule) => none(rule, this.#broken.count(rule)));
  }
}

/**
 * The same with errors in one line each: where they were made is no matter here.
 *
 * @param {unknown} value
 * @returns {unknown}
 */
function inShort(value) {
  if (isSmoothOperatorError(value)) return `${value.kind} ${value.code}: ${value.message}`;
  if (Array.isArray(value)) return value.map(inShort);
  if (typeof value !== 'object' || value === null || value instanceof Error) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, inShort(part)]));
}

/** @param {Outcome} outcome */
function isCalledUnsent(outcome) {
  if (outcome.how !== 'failed') return false;
  const { error } = outcome;
  return error.kind === 'interrupted' ? error.delivery === 'unsent' : UNSENT.includes(error.kind);
}

/** @param {Outcome} outcome */
function nameOf(outcome) {
  if (outcome.how !== 'failed') return outcome.how;
  const { error } = outcome;
  if (error.kind === 'failed') return error.code;
  return error.kind === 'interrupted' ? `interrupted (${error.delivery})` : error.kind;
}

/** @param {string} text */
function numberIn(text) {
  return NUMBER.exec(text)?.[1] ?? 'none';
}
