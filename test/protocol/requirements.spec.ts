import { readdir, readFile } from 'node:fs/promises';
import ts from 'typescript';
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

/** Rules that no test shows yet, in the order of the page. It only ever gets shorter. */
const UNCITED: readonly string[] = [];

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
});

describe('the titles of the tests', () => {
  it('cite ids that there are', async () => {
    const cited = await citations();
    expect(cited.size).toBeGreaterThan(0);
    for (const [id, files] of cited) {
      expect(
        rules.map((rule) => rule.id),
        files.join(', '),
      ).toContain(id);
    }
  });

  it('cite every rule, but for those that are listed as not yet shown', async () => {
    const cited = await citations();
    expect(rules.map(({ id }) => id).filter((id) => !cited.has(id))).toEqual(UNCITED);
  });

  it('are read as the compiler reads them: a comment, or a text within a test, cites nothing', () => {
    const source = `
      // [FRAME-1]
      const page = '[FRAME-2]';
      describe('a frame [FRAME-3]', () => {
        it.each([['[FRAME-4]', '[FRAME-5] x']])('%s', () => { expect('[FRAME-6]').toBe(1); });
        it(\`is \${page} [FRAME-7] [FRAME-8]\`, () => undefined);
        notATest('[FRAME-9]');
      });`;
    expect(citedIn(source)).toEqual(['FRAME-3', 'FRAME-4', 'FRAME-7', 'FRAME-8']);
  });
});

/** The ids that test titles cite, and where. */
async function citations(): Promise<ReadonlyMap<string, string[]>> {
  const tests = new URL('../', import.meta.url);
  const files = await readdir(tests, { recursive: true });
  const found = new Map<string, string[]>();
  for (const file of files.filter((name) => name.endsWith('.spec.ts'))) {
    for (const id of citedIn(await readFile(new URL(file, tests), 'utf8'))) {
      found.set(id, [...(found.get(id) ?? []), file]);
    }
  }
  return found;
}

function citedIn(source: string): string[] {
  const ids: string[] = [];
  /** A cell of a table that holds nothing but ids is there for the title. */
  const tabled = (each: ts.Node): string[] =>
    ts.isStringLiteral(each) && /^(\[[A-Z]+-\d+\] ?)+$/.test(each.text)
      ? idsIn(each.text)
      : each.getChildren(file).flatMap(tabled);
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && TITLED.test(node.expression.getText(file))) {
      const title = node.arguments[0]?.getText(file) ?? '';
      if (/^['"`]/.test(title)) ids.push(...idsIn(title), ...tabled(node.expression));
    }
    ts.forEachChild(node, visit);
  };
  const file = ts.createSourceFile('x.spec.ts', source, ts.ScriptTarget.Latest);
  visit(file);
  return ids;
}

function idsIn(title: string): string[] {
  return Array.from(title.matchAll(/\[([A-Z]{2,}-\d+)\]/g), ([, id = '']) => id);
}

/** What a title is given to: `it(…)`, `describe(…)`, `it.each(…)(…)`. */
const TITLED = /^(it|describe)(\.each\b[^]*)?$/;
