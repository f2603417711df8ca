import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, runNode } from './child';

/** What each example is to print, and how it is run. */
const EXAMPLES: Readonly<Record<string, { readonly argv?: string[]; readonly prints: RegExp[] }>> =
  {
    'first-program.mjs': {
      prints: [/^You can return an item, or a whole order, within 17 days of its delivery\./],
    },
    'approve-writes.mjs': {
      prints: [
        /approved: Refund 25\.50 for order 1234\nagent: Refunded 25\.50 for order 1234/,
        /denied: Refund 2550\.00 for order 5678\nagent: I did not go on/,
      ],
    },
    'resume-conversation.mjs': {
      prints: [/resumed: true\nagent: .*How long do I have/, /outbound: .*\n {2}inbound: How long/],
    },
    'smartflow-support.ts': {
      argv: ['--import', 'tsx'],
      prints: [
        /078-05-1120\nsupport: {2}Please keep that to yourself.*compliance.*ssn.*models asked: 0/,
        /customer: Where is order 77\?\nsupport: {2}I have looked it up: order 77 arrives/,
        /on file\?\nsupport: {2}The answer was withheld/,
        /messages remembered: 7\n$/,
      ],
    },
    'smartflow-catalog.ts': {
      argv: ['--import', 'tsx'],
      prints: [
        /^K1 \(new\): Kettle.*\nK2 \(semantic\): .*\nL1 \(new\): Lamp.*\nK3 \(exact\)/,
        /from cache: {3}50\.0 %\n/,
        /tokens saved: [1-9]/,
      ],
    },
    'smartflow-research.ts': {
      argv: ['--import', 'tsx'],
      prints: [
        /agents: Researcher -> Analyst -> Writer -> Editor\nPolished report/,
        /audit trail:\n( {2}gpt-4o, \d+ tokens\n){4}$/,
      ],
    },
    'marble-test.mjs': { argv: ['--test'], prints: [/pass 1\n/, /fail 0\n/] },
  };

describe('every example', () => {
  const files = readdirSync(join(root, 'examples')).filter((file) => /\.(mjs|ts)$/.test(file));

  it('is known here', () => {
    expect(files.sort()).toEqual(Object.keys(EXAMPLES).sort());
  });

  it.each(files)('runs as it is, and ends by itself: %s', async (file) => {
    const { argv = [], prints } = EXAMPLES[file] ?? { prints: [] };
    const { code, stdout, stderr } = await runNode([...argv, join('examples', file)]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    for (const pattern of prints) expect(stdout).toMatch(pattern);
  });
});

describe('README.md', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');

  it('prints the first program as it is in the examples', () => {
    const [, program] = /```js\n([^]*?)```/.exec(readme) ?? [];
    expect(program).toBe(readFileSync(join(root, 'examples/first-program.mjs'), 'utf8'));
  });

  it('links to files that are there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path]) => path ?? '');
    expect(links).not.toEqual([]);
    for (const path of links) expect(() => readFileSync(join(root, path))).not.toThrow();
  });

  it('has a row for every operator', () => {
    const operators = readdirSync(join(root, 'src/operators'))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => file.replace('.ts', ''));
    for (const operator of operators)
      expect(readme).toMatch(new RegExp(`^\\| \`${operator}\\(`, 'm'));
  });
});
