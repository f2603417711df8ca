// @ts-check

/** @typedef {import('../random.mjs').Random} Random */
/** @typedef {Record<string, unknown>} Fields */

/** What a field may turn out to be. @type {readonly unknown[]} */
const OTHERS = [
  ...[null, true, false, 0, -1, 1.5, 1e308, Number.MAX_SAFE_INTEGER],
  ...['', 'text', '7', ' ', '\u0000', '\ud800', '\u202e', 'x'.repeat(5_000)],
  ...[[], [null], [[[]]], {}, { type: 'pong' }, { toString: null, valueOf: 1 }],
];
const KEYS = [
  'type',
  'requestId',
  'data',
  'error',
  '__proto__',
  'constructor',
  'then',
  'prompt',
  '',
];
const PIECES = [
  '{',
  '}',
  '[',
  ']',
  '"',
  ',',
  ':',
  '\\',
  '\\u0000',
  '\n',
  '\ufeff',
  '\ud800',
  '0',
  'null',
  '😀',
];
/** How deep a frame may be nested: deeper than a call stack. */
const DEPTH = 20_000;

/**
 * Makes frames out of others.
 *
 * @param {Random} random
 * @param {readonly Fields[]} corpus
 * @returns {(requestId: string) => string | Uint8Array} a frame, for a request as far as it goes
 */
export function mutator(random, corpus) {
  const ofFields = [replaced, replaced, replaced, removed, added, moved, otherTag];
  const ofText = [flipped, cut, cut, inserted, inserted, repeated, swapped, wrapped];

  return (requestId) => {
    const fields = addressed(structuredClone(random.pick(corpus)), requestId);
    const isAboutFields = random.chance(0.6);
    if (isAboutFields) times(random, () => random.pick(ofFields)(fields, random, corpus));
    let text = JSON.stringify(fields);
    if (!isAboutFields || random.chance(0.2))
      times(random, () => (text = random.pick(ofText)(text, random)));
    const rare = random.next();
    if (rare < 0.02) return new TextEncoder().encode(text);
    if (rare < 0.0202) return nested(text);
    return text;
  };
}

/**
 * @param {Random} random
 * @param {() => void} mutation
 */
function times(random, mutation) {
  for (let left = random.int(1, 3); left > 0; left--) mutation();
}

/**
 * @param {Fields} fields
 * @param {string} requestId
 */
function addressed(fields, requestId) {
  if (typeof fields['requestId'] === 'string') fields['requestId'] = requestId;
  const { data } = fields;
  if (isFields(data) && typeof data['requestId'] === 'string') data['requestId'] = requestId;
  return fields;
}

/** @param {unknown} value @returns {value is Fields} */
function isFields(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Some object within a frame, and one of its keys.
 *
 * @param {Fields} fields
 * @param {Random} random
 */
function place(fields, random) {
  let within = fields;
  for (;;) {
    const keys = Object.keys(within);
    if (keys.length === 0) return undefined;
    const key = random.pick(keys);
    const inner = within[key];
    if (!isFields(inner) || random.chance(0.4)) return { within, key };
    within = inner;
  }
}

/** @param {Random} random */
function other(random) {
  return structuredClone(random.pick(OTHERS));
}

/** @param {Fields} fields @param {Random} random */
function replaced(fields, random) {
  const at = place(fields, random);
  if (at) at.within[at.key] = other(random);
}

/** @param {Fields} fields @param {Random} random */
function removed(fields, random) {
  const at = place(fields, random);
  if (at) Reflect.deleteProperty(at.within, at.key);
}

/** @param {Fields} fields @param {Random} random */
function added(fields, random) {
  const value = other(random);
  const within = place(fields, random)?.within ?? fields;
  Object.defineProperty(within, random.pick(KEYS), {
    value,
    ...{ enumerable: true, configurable: true, writable: true },
  });
}

/** @param {Fields} fields @param {Random} random @param {readonly Fields[]} corpus */
function moved(fields, random, corpus) {
  const from = place(random.pick(corpus), random);
  const to = place(fields, random);
  if (from && to) to.within[to.key] = structuredClone(from.within[from.key]);
}

/** @param {Fields} fields @param {Random} random @param {readonly Fields[]} corpus */
function otherTag(fields, random, corpus) {
  fields['type'] = random.chance(0.3) ? `x_${random.int(0, 9)}` : random.pick(corpus)['type'];
}

/** @param {string} text @param {Random} random */
function span(text, random) {
  const from = random.int(0, text.length);
  return { from, to: Math.min(text.length, from + random.int(1, 12)) };
}

/** @param {string} text @param {Random} random */
function flipped(text, random) {
  const at = random.int(0, Math.max(0, text.length - 1));
  const flip = String.fromCharCode(text.charCodeAt(at) ^ (1 << random.int(0, 6)));
  return text.slice(0, at) + flip + text.slice(at + 1);
}

/** @param {string} text @param {Random} random */
function cut(text, random) {
  const { from, to } = span(text, random);
  return random.chance(0.2) ? text.slice(0, from) : text.slice(0, from) + text.slice(to);
}

/** @param {string} text @param {Random} random */
function inserted(text, random) {
  const { from } = span(text, random);
  return text.slice(0, from) + random.pick(PIECES) + text.slice(from);
}

/** @param {string} text @param {Random} random */
function repeated(text, random) {
  const { from, to } = span(text, random);
  return random.chance(0.1) ? text + text : text.slice(0, to) + text.slice(from);
}

/** @param {string} text @param {Random} random */
function swapped(text, random) {
  const { from, to } = span(text, random);
  return text.slice(to) + text.slice(from, to) + text.slice(0, from);
}

/** @param {string} text */
function wrapped(text) {
  return `[${text}]`;
}

/** @param {string} text */
function nested(text) {
  return text.replace(/:\s*("[^"]*"|\d+)/, `:${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}`);
}
