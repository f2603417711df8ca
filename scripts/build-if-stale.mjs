// Builds dist unless it is whole and newer than everything it is made from.
import { execSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const made = [...pathsIn(manifest.exports), ...pathsIn(manifest.bin)].filter((path) =>
  /^(\.\/)?dist\//.test(path),
);
// A folder's own time tells of files that were removed.
const madeFrom = [
  'src',
  ...readdirSync(join(root, 'src'), { recursive: true }).map((path) => join('src', path)),
  ...['package.json', 'package-lock.json', 'tsconfig.json', 'tsup.config.ts'],
];

const isWhole = made.every((path) => existsSync(join(root, path)));
if (!isWhole || Math.min(...made.map(modified)) < Math.max(...madeFrom.map(modified))) {
  // stdout belongs to the command that needs the build.
  execSync('npm run -s build -- --silent', { cwd: root, stdio: ['ignore', 2, 2] });
}

function modified(path) {
  return statSync(join(root, path)).mtimeMs;
}

function pathsIn(targets) {
  return typeof targets === 'string' ? [targets] : Object.values(targets).flatMap(pathsIn);
}
