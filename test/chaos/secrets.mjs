// @ts-check
import { inspect } from 'node:util';

/**
 * Looks for a token in whatever a client tells: states, errors, frames, as they are inspected and as JSON.
 *
 * @param {string} token
 */
export function secretsOf(token) {
  let looked = 0;
  /** @type {string[]} */
  const found = [];
  const forms = [token, encodeURIComponent(token)];
  return {
    /** @param {unknown} value */
    look: (value) => {
      looked++;
      for (const text of [inspected(value), asJson(value)]) {
        const at = forms.map((form) => text.indexOf(form)).find((index) => index >= 0);
        if (at !== undefined) found.push(text.slice(Math.max(0, at - 200), at));
      }
    },
    /** How many values were looked at. */
    looked: () => looked,
    /** What came before the token, where it was found. */
    found: () => found,
  };
}

/** @param {unknown} value */
function inspected(value) {
  return inspect(value, {
    depth: Infinity,
    showHidden: true,
    maxArrayLength: null,
    maxStringLength: null,
  });
}

/** @param {unknown} value */
function asJson(value) {
  const withErrors = (/** @type {string} */ _, /** @type {unknown} */ part) =>
    part instanceof Error
      ? { ...part, message: part.message, stack: part.stack, cause: part.cause }
      : part;
  try {
    return JSON.stringify(value, withErrors) ?? '';
  } catch {
    return ''; // it refers to itself, and has been inspected
  }
}
