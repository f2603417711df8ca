import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

interface Config {
  readonly forbidden: IForbiddenRuleType[];
  readonly options: object;
}
const { forbidden, options } = createRequire(import.meta.url)(
  '../.dependency-cruiser.cjs',
) as Config;

type Files = Readonly<Record<string, string>>;

const manifest = {
  name: 'smooth-operator-rx',
  peerDependencies: { rxjs: '*' },
  dependencies: { 'fp-ts': '*', 'io-ts': '*', ws: '*', yaml: '*' },
  devDependencies: { rxjs: '*', vitest: '*' },
};

/** A project with every layer in it, in which every import is allowed. */
const allowed: Files = {
  'package.json': JSON.stringify(manifest),
  ...Object.fromEntries(
    ['rxjs', 'fp-ts', 'io-ts', 'ws', 'yaml', 'vitest', 'undeclared'].flatMap((name) => [
      [`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' })],
      [`node_modules/${name}/index.js`, ''],
    ]),
  ),
  'src/protocol/index.ts': `import 'io-ts'; import 'fp-ts';`,
  'src/socket/port.ts': `import 'rxjs'; import '../protocol';`,
  'src/conversation/client.ts': `import 'rxjs'; import 'io-ts'; import 'fp-ts'; import '../socket/port'; import '../protocol';`,
  'src/operators/tokens.ts': `import 'rxjs'; import '../protocol'; import type { A } from '../conversation/client';`,
  'src/index.ts': `export * from './conversation/client'; export * from './operators/tokens';`,
  'src/node/index.ts': `import 'ws'; import 'node:stream'; import '../socket/port';`,
  'src/angular/index.ts': `import '../conversation/client';`,
  'src/testing/index.ts': `import 'ws'; import 'node:net'; import '../conversation/client';`,
  'src/smartflow/index.ts': `import 'rxjs';`,
  'src/server/index.ts': `import 'ws'; import 'node:http'; import '../protocol'; import '../smartflow';`,
  'src/cli/main.ts': `import 'node:fs'; import '..'; import '../node'; import '../server'; import './help';`,
  'src/cli/help.ts': `import 'node:util';`,
  'test/client.spec.ts': `import 'vitest'; import '../src/conversation/client';`,
  'examples/first.ts': `import '../src'; import '../src/server';`,
};

/** Each line, added to its file, breaks the rule named before it. */
const faults: readonly (readonly [rule: string, file: string, line: string])[] = [
  ['protocol', 'src/protocol/index.ts', `import 'rxjs';`],
  ['protocol', 'src/protocol/index.ts', `import 'node:fs';`],
  ['protocol', 'src/protocol/index.ts', `import type { A } from '../smartflow';`],
  ['socket', 'src/socket/port.ts', `import 'io-ts';`],
  ['socket', 'src/socket/port.ts', `import '../smartflow';`],
  ['conversation', 'src/conversation/client.ts', `import '../smartflow';`],
  ['operators', 'src/operators/tokens.ts', `import type { A } from '../socket/port';`],
  ['operators', 'src/operators/tokens.ts', `import 'io-ts';`],
  [
    'operators-know-conversation-by-its-types',
    'src/operators/tokens.ts',
    `import { a } from '../conversation/client';`,
  ],
  [
    'operators-know-conversation-by-its-types',
    'src/operators/tokens.ts',
    `export { a } from '../conversation/client';`,
  ],
  ['root-entry-is-the-core', 'src/index.ts', `export * from './smartflow';`],
  ['root-entry-runs-in-browsers', 'src/socket/port.ts', `import 'node:net';`],
  ['root-entry-runs-in-browsers', 'src/socket/port.ts', `import 'ws';`],
  ['entries-import-the-core', 'src/node/index.ts', `import '../testing';`],
  ['entries-import-the-core', 'src/testing/index.ts', `import '../server';`],
  ['entries-import-the-core', 'src/smartflow/index.ts', `import '../node';`],
  ['ws-is-for-node', 'src/smartflow/index.ts', `import 'ws';`],
  ['angular-runs-in-browsers', 'src/angular/index.ts', `import 'node:fs';`],
  ['smartflow-runs-in-browsers', 'src/smartflow/index.ts', `import 'node:fs';`],
  ['smartflow-runs-in-browsers', 'src/smartflow/index.ts', `import 'yaml';`],
  ['server-is-no-client', 'src/server/index.ts', `import '..';`],
  ['server-is-no-client', 'src/server/index.ts', `import '../socket/port';`],
  ['server-is-no-client', 'src/server/index.ts', `import '../testing';`],
  ['commands-use-what-is-public', 'src/cli/main.ts', `import '../conversation/client';`],
  ['commands-are-on-top', 'src/server/index.ts', `import '../cli/help';`],
  ['examples-use-what-is-public', 'examples/first.ts', `import '../src/socket/port';`],
  ['source-stands-alone', 'src/testing/index.ts', `import '../../test/client.spec';`],
  ['no-development-dependency-in-source', 'src/testing/index.ts', `import 'vitest';`],
  ['no-undeclared-dependency', 'src/server/index.ts', `import 'undeclared';`],
  ['resolvable', 'src/server/index.ts', `import './missing';`],
  ['no-cycle', 'src/cli/help.ts', `import './main';`],
  ['no-orphan', 'src/server/alone.ts', `export {};`],
];

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'layers-'));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

/** The names of the rules that a project breaks. */
async function broken(files: Files): Promise<string[]> {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const { output } = await cruise(['src', 'test', 'examples'], {
    ...options,
    baseDir: root,
    ruleSet: { forbidden },
    validate: true,
  });
  const { violations } = (output as ICruiseResult).summary;
  return [...new Set(violations.map(({ rule }) => rule.name))].sort();
}

describe('the layer rules', () => {
  it('allow every import the layers allow', async () => {
    expect(await broken(allowed)).toEqual([]);
  });

  it.each(faults)('%s: fails when %s has %s', async (rule, file, line) => {
    const names = await broken({ ...allowed, [file]: `${allowed[file] ?? ''}\n${line}` });
    expect(names).toContain(rule);
  });

  it('are all broken above', () => {
    const names = forbidden.map(({ name }) => name);
    expect(names.filter((name) => !faults.some(([rule]) => rule === name))).toEqual([]);
  });
});
