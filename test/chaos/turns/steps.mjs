// @ts-check

/**
 * The steps of a turn at which something can go wrong, as the frame that takes each.
 *
 * @typedef {Pick<import('../proxy/frameProxy.mjs').FrameFault, 'direction' | 'at'>} Step
 */

/** @param {string} action */
const asked = (action) => /** @type {Step} */ ({ direction: 'up', at: (m) => m.action === action });

/**
 * @param {string} type
 * @param {(message: import('../proxy/frameProxy.mjs').Message) => boolean} [which]
 */
const told = (type, which = () => true) =>
  /** @type {Step} */ ({ direction: 'down', at: (m) => m.type === type && which(m) });

/** @param {string} field */
const answerWith = (field) =>
  told('immediate_response', ({ data }) => Object.hasOwn(Object(data), field));

/** Where a connection begins. */
const OPENING = {
  'session asked': asked('create_conversation_session'),
  'session given': answerWith('conversationId'),
};

const ALWAYS = {
  'message sent': asked('send_message'),
  acknowledged: told('immediate_response', ({ status }) => status === 202),
  token: told('stream_token'),
  'reply told': told('eventual_response'),
};
const WITH_A_TOOL = { 'tool told': told('stream_chunk') };
const WITH_A_QUESTION = {
  'question asked': told('write_confirmation_required'),
  'question answered': asked('confirm_tool_action'),
  'answer taken': answerWith('approved'),
};
/** Where a client looks for what it missed. */
const RECOVERING = {
  ...OPENING,
  'history asked': asked('get_conversation_messages'),
  'history given': answerWith('messages'),
};

export const STEPS = { ...RECOVERING, ...ALWAYS, ...WITH_A_TOOL, ...WITH_A_QUESTION };

/** @typedef {keyof typeof STEPS} StepName */

/**
 * The steps that a turn of a kind takes.
 *
 * @param {import('./plan.mjs').Kind} kind
 * @param {boolean} opens whether it opens a connection first
 */
export function stepsOf(kind, opens) {
  const steps = {
    ...(opens && OPENING),
    ...ALWAYS,
    ...(kind !== 'say' && kind !== 'ponder' && WITH_A_TOOL),
    ...(kind === 'write' && WITH_A_QUESTION),
  };
  return /** @type {StepName[]} */ (Object.keys(steps));
}

export const RECOVERY = /** @type {StepName[]} */ (Object.keys(RECOVERING));
