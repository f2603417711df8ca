import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ACTIONS, ErrorCode, EVENTS } from 'smooth-operator-rx/protocol';
import { readSpec } from './catalogue';

const page = readSpec('PROTOCOL.md');

interface Requirement {
  readonly id: string;
  readonly rule: string;
}

/** The rules of the page: each a list item that begins with its id. */
const rules: Requirement[] = Array.from(
  page.matchAll(/^- \*\*\[([A-Z]+-\d+)\]\*\* (.+)$/gm),
  ([, id = '', rule = '']) => ({ id, rule }),
);

describe('PROTOCOL.md', () => {
  it('has the rules that requirements.json lists', async () => {
    await expect(`${JSON.stringify(rules, null, 2)}\n`).toMatchFileSnapshot(
      '../../spec/requirements.json',
    );
  });

  it('gives each rule an id of its own, numbered without gaps', () => {
    const families = new Map<string, number[]>();
    for (const { id } of rules) {
      const [family = '', number = ''] = id.split('-');
      families.set(family, [...(families.get(family) ?? []), Number(number)]);
    }
    for (const [family, numbers] of families) {
      expect(
        numbers.sort((a, b) => a - b),
        family,
      ).toEqual(numbers.map((_, index) => index + 1));
    }
  });

  it('has an id wherever it has a rule', () => {
    const bullets = page.split('\n').filter((line) => line.startsWith('- '));
    expect(bullets).toHaveLength(rules.length);
  });

  it.each([...ACTIONS, ...EVENTS])('describes %s', (tag) => {
    const headings = page.split('\n').filter((line) => line.startsWith('### '));
    expect(headings.some((line) => line.includes(`\`${tag}\``))).toBe(true);
  });

  it.each(Object.keys(ErrorCode))('explains %s', (code) => {
    expect(page).toMatch(new RegExp(`^\\|.*\`${code}\`.*\\|`, 'm'));
  });

  it.each(Array.from(page.matchAll(/\]\(#([^)]+)\)/g), ([, anchor]) => anchor))(
    'leads to its section %s',
    (anchor) => {
      const anchors = Array.from(page.matchAll(/^#+ (.+)$/gm), ([, title = '']) =>
        title
          .toLowerCase()
          .replace(/[^\p{L}\d _-]/gu, '')
          .replaceAll(' ', '-'),
      );
      expect(anchors).toContain(anchor);
    },
  );

  it('is cited by ids that there are', async () => {
    const known = new Set(rules.map(({ id }) => id));
    const tests = new URL('../', import.meta.url);
    const files = await readdir(tests, { recursive: true });
    let citations = 0;
    for (const file of files.filter((name) => name.endsWith('.spec.ts'))) {
      const source = await readFile(new URL(file, tests), 'utf8');
      for (const [, id = ''] of source.matchAll(/\[([A-Z]{2,}-\d+)\]/g)) {
        expect(known, file).toContain(id);
        citations++;
      }
    }
    expect(citations).toBeGreaterThan(0);
  });
});
