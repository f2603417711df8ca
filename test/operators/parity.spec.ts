import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** What each operator of a project lacks; see "What adding an operator touches" in CONTRIBUTING.md. */
function faultsOf(root: string): string[] {
  const read = (path: string) =>
    existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : '';
  const index = read('src/index.ts');
  const guide = read('docs/operators.md');

  return readdirSync(join(root, 'src/operators'))
    .filter((file) => file.endsWith('.ts') && !file.startsWith('_'))
    .map((file) => file.slice(0, -'.ts'.length))
    .flatMap((name) => {
      const file = `src/operators/${name}.ts`;
      const reexport = new RegExp(`export \\{([^}]*)\\} from '\\./operators/${name}'`).exec(index);
      const reexported = reexport?.[1]?.split(',').map((part) => part.trim()) ?? [];
      const checks: [ok: boolean, fault: string][] = [
        [
          new RegExp(`^export function ${name}\\b`, 'm').test(read(file)),
          `${file} does not export the function ${name}`,
        ],
        [
          reexported.includes(name),
          `src/index.ts does not export ${name} from ./operators/${name}`,
        ],
        [
          /\b(it|test)\b/.test(read(`test/operators/${name}.spec.ts`)),
          `test/operators/${name}.spec.ts is missing`,
        ],
        [
          /\b(it|test)\b/.test(read(`test/operators/${name}.spec-d.ts`)),
          `test/operators/${name}.spec-d.ts is missing`,
        ],
        [
          new RegExp(`^\\| *\\[\`${name}(\\([^\`]*\\))?\`\\]\\(`, 'm').test(guide),
          `docs/operators.md has no row for ${name}`,
        ],
      ];
      return checks.filter(([ok]) => !ok).map(([, fault]) => fault);
    });
}

describe('every operator', () => {
  it('has its export, its spec, its type spec and its row in the guide', () => {
    expect(faultsOf(fileURLToPath(new URL('../..', import.meta.url)))).toEqual([]);
  });
});

describe('the parity check', () => {
  const whole = {
    'src/operators/tokens.ts': 'export function tokens() {}',
    'src/operators/reply.ts': 'export function reply<T>() {}',
    'src/operators/_shared.ts': 'export const shared = 1;',
    'src/operators/internal/helper.ts': 'export const helper = 1;',
    'src/index.ts': `export { tokens } from './operators/tokens';\nexport {\n  reply,\n  type Reply,\n} from './operators/reply';`,
    'test/operators/tokens.spec.ts': `it('emits', () => {});`,
    'test/operators/tokens.spec-d.ts': `it('types', () => {});`,
    'test/operators/reply.spec.ts': `it('emits', () => {});`,
    'test/operators/reply.spec-d.ts': `it('types', () => {});`,
    'docs/operators.md':
      '| operator | emits |\n| --- | --- |\n| [`tokens`](#tokens) | strings |\n| [`reply()`](#reply) | one |',
  };
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'parity-'));
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const check = (files: Record<string, string>) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return faultsOf(root);
  };

  it('finds nothing where nothing lacks, and leaves helpers alone', () => {
    expect(check(whole)).toEqual([]);
  });

  it.each([
    [
      'src/operators/tokens.ts',
      'export function token() {}',
      'src/operators/tokens.ts does not export the function tokens',
    ],
    [
      'src/operators/tokens.ts',
      'function tokens() {}',
      'src/operators/tokens.ts does not export the function tokens',
    ],
    [
      'src/index.ts',
      `export { reply } from './operators/reply';`,
      'src/index.ts does not export tokens from ./operators/tokens',
    ],
    [
      'src/index.ts',
      `export { type tokens } from './operators/tokens'; export { reply } from './operators/reply';`,
      'src/index.ts does not export tokens from ./operators/tokens',
    ],
    ['test/operators/tokens.spec.ts', '', 'test/operators/tokens.spec.ts is missing'],
    ['test/operators/tokens.spec-d.ts', '', 'test/operators/tokens.spec-d.ts is missing'],
    [
      'docs/operators.md',
      '`tokens` in prose\n| [`reply`](#reply) |',
      'docs/operators.md has no row for tokens',
    ],
  ])('tells when %s is %j', (path, text, fault) => {
    expect(check({ ...whole, [path]: text })).toEqual([fault]);
  });

  it('tells all that a bare operator lacks', () => {
    expect(check({ ...whole, 'src/operators/usage.ts': '' })).toHaveLength(5);
  });
});
