import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json';

const root = fileURLToPath(new URL('../..', import.meta.url));
const entries = Object.keys(manifest.exports).filter((path) => path !== './package.json');

const run = promisify(execFile);

/** The names that a module exports, told by a Node of its own. */
async function namesOf(module: string): Promise<string[]> {
  const program = `
    import { createRequire } from 'node:module';
    const require = createRequire(process.cwd() + '/');
    console.log(JSON.stringify(Object.keys(${module}).sort()));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], {
    cwd: root,
  });
  return JSON.parse(stdout) as string[];
}

/** Every package that a built file imports, directly or through its chunks. */
function packagesOf(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const text = readFileSync(join(root, 'dist', file), 'utf8');
  const specifiers = [...text.matchAll(/^(?:import |.*\bfrom )["']([^"']+)["'];$/gm)].map(
    (match) => match[1] ?? '',
  );
  return specifiers.flatMap((specifier) =>
    specifier.startsWith('./') ? packagesOf(specifier.slice(2), seen) : [specifier],
  );
}

describe('the built package', () => {
  it.each(entries)('gives the same names to import and to require: %s', async (path) => {
    const specifier = JSON.stringify(path.replace('.', manifest.name));
    const [imported, required] = await Promise.all([
      namesOf(`await import(${specifier})`),
      namesOf(`require(${specifier})`),
    ]);
    expect(imported).not.toEqual([]);
    expect(required).toEqual(imported);
  });

  it('has a root entry that imports rxjs and io-ts, and nothing of Node', () => {
    expect([...new Set(packagesOf('index.js'))].sort()).toEqual(['io-ts', 'rxjs', 'rxjs/fetch']);
  });

  it('has a Smartflow entry that imports rxjs, io-ts and a parser, and nothing of Node', () => {
    const packages = ['eventsource-parser', 'io-ts', 'rxjs'];
    expect([...new Set(packagesOf('smartflow.js'))].sort()).toEqual(packages);
  });

  it('has a testing entry in which a bundler for browsers finds nothing of Node', () => {
    const text = readFileSync(join(root, 'dist/testing.js'), 'utf8');
    const imported = Array.from(
      text.matchAll(/\bimport\(\s*["']([^"']+)["']\)/g),
      ([, name]) => name,
    );
    expect(imported).toEqual(['ws']); // which has an entry for browsers
    expect([...new Set(packagesOf('testing.js'))].filter((name) => isBuiltin(name))).toEqual([]);
  });

  it('says its version on the command line', async () => {
    const { stdout } = await run(join(root, manifest.bin['smooth-operator']), ['--version']);
    expect(stdout).toBe(`${manifest.version}\n`);
  });
});
