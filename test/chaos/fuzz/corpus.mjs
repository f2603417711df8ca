// @ts-check
import { readdirSync, readFileSync } from 'node:fs';
import { EVENTS } from 'smooth-operator-rx/protocol';

const fixtures = new URL('../../../spec/fixtures/', import.meta.url);

/**
 * Every event of `spec/fixtures`, the right ones, the wrong ones and those that are mended.
 *
 * @returns {readonly Record<string, unknown>[]}
 */
export function corpus() {
  return EVENTS.flatMap((tag) =>
    ['accept', 'reject', 'tolerate'].flatMap((verdict) => {
      const folder = new URL(`${tag}/${verdict}/`, fixtures);
      return namesIn(folder).map((name) => {
        const fixture = JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
        return verdict === 'tolerate' ? fixture.given : fixture;
      });
    }),
  );
}

/** @param {URL} folder */
function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return []; // a tag need not have all three
  }
}
